"""The mailbox that is read by IMAP: whatever is new in it, octet for octet, and marked once it was dealt with."""

import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags
from imap_tools.errors import UnexpectedCommandStatusError

AwayError = imaplib.IMAP4.error  # what a server says when it will not, or cannot

PATIENCE = 20.0  # seconds for each answer of the server
AT_ONCE = 100  # messages in one look

_PORTS = {"imap": 143, "imaps": 993}
_TLS = ("auto", "required", "none")


@dataclass(frozen=True, slots=True)
class Inbox:
    """A mailbox. `tls`: implicit, or asked for after the first words, or none."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: str


def inbox_of(url: str) -> Inbox:
    """imaps://user:password@host[:993]/INBOX, or imap://…[?tls=none]; ValueError otherwise."""
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", ["auto"])[-1]
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username or tls not in _TLS:
        raise ValueError("attend imaps://utilisateur:secret@machine/INBOX, ou rien")
    return Inbox(
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        unquote(parts.username),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
        "implicit" if parts.scheme == "imaps" else "none" if tls == "none" else "required",
    )


def each_new(inbox: Inbox, heaviest: int, deal_with: Callable[[bytes, bool], None]) -> int:
    """Every message not seen yet, given whole, or its headers alone with True when it weighs too much; how many.

    A message is marked as seen once it was dealt with: a process that dies meanwhile is given it again.
    """
    count = 0
    with _opened(inbox) as box:
        for uid in box.uids(AND(seen=False))[:AT_ONCE]:
            weight = _weight(box, uid)
            too_heavy = weight > heaviest
            if raw := _octets(box, uid, "BODY.PEEK[HEADER]" if too_heavy else "BODY.PEEK[]"):
                deal_with(raw, too_heavy)
            box.flag([uid], [MailMessageFlags.SEEN], True)
            count += 1
    return count


@contextmanager
def _opened(inbox: Inbox) -> Iterator[BaseMailBox]:
    context = ssl.create_default_context()
    box: BaseMailBox
    if inbox.tls == "implicit":
        box = MailBox(inbox.host, inbox.port, timeout=PATIENCE, ssl_context=context)
    elif inbox.tls == "required":
        box = MailBoxStartTls(inbox.host, inbox.port, timeout=PATIENCE, ssl_context=context)
    else:
        box = MailBoxUnencrypted(inbox.host, inbox.port, timeout=PATIENCE)
    try:
        try:
            box.login(inbox.user, inbox.password, initial_folder=inbox.folder)
        except UnexpectedCommandStatusError as error:
            raise AwayError(str(error)) from error
        yield box
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()


def _weight(box: BaseMailBox, uid: str) -> int:
    for line in _fetched(box, uid, "(RFC822.SIZE)"):
        text = line if isinstance(line, bytes) else b" ".join(line)
        _before, found, after = text.partition(b"RFC822.SIZE ")
        if found:
            return int(after.split(b")")[0].split(b" ")[0])
    return 0


def _octets(box: BaseMailBox, uid: str, what: str) -> bytes:
    for line in _fetched(box, uid, f"({what})"):
        if isinstance(line, tuple):
            return bytes(line[1])
    return b""


def _fetched(box: BaseMailBox, uid: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
    status, data = box.client.uid("fetch", uid, what)
    return [line for line in data if line] if status == "OK" else []
