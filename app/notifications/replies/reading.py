"""A message as it came from a mail server, read with the `email` package: whatever it holds, it is read or it is said why."""

import hashlib
import re
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr

from app.core.i18n import _
from app.core.mail import one_line
from app.notifications.replies.plain import text_of
from app.notifications.replies.quotes import LONGEST, words_of

HEAVIEST = 40_000_000  # octets of a whole message: a mail server seldom takes more
MOST_PARTS = 200
LONGEST_HEAD = 100_000  # octets of headers: the relays on the way write some, not so many
MOST_FILES = 10  # beyond, none is kept: it is no answer to somebody

_AUTOMATIC = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_NOBODY = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|do-?not-?reply|bounces?)\b", re.IGNORECASE
)
_AWAY = re.compile(
    r"^\s*(?:\[?(?:réponse automatique|reponse automatique|automatic reply|auto(?:matic)?[- ]?reply|autoreply|"
    r"absence du bureau|absent[e]? du bureau|message d'absence|out of (?:the )?office))\b",
    re.IGNORECASE,
)
_OUR_ID = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.\d+)?@", re.IGNORECASE)


class Broken(Exception):
    """Nothing can be made of these octets."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A file that came with a message."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Bounce:
    """The other side says that an address takes no mail: which, why, and the message that was sent there."""

    address: str
    why: str
    for_good: bool
    mail_id: str | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that was read. `words` is what the person wrote, without what it answers."""

    key: str  # the same message has the same key
    sender: str
    to: tuple[str, ...]
    subject: str
    words: str = ""
    files: tuple[Joined, ...] = ()
    too_many_files: bool = False
    automatic: bool = False
    bounce: Bounce | None = None
    raw_words: str = field(default="", compare=False)


def read(raw: bytes) -> Arrived:
    """Raises Broken when it is no message at all, or one made to hurt."""
    if len(_headers_of(raw)) > LONGEST_HEAD or raw.count(b"multipart/") > MOST_PARTS:
        raise Broken("made to hurt")  # reading it would take minutes
    try:
        message = BytesParser(policy=policy.default).parsebytes(raw)
        return _read(raw, message)
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError, IndexError, AssertionError) as error:
        raise Broken(type(error).__name__) from error


def _headers_of(raw: bytes) -> bytes:
    ends = [at for at in (raw.find(b"\n\n"), raw.find(b"\n\r\n")) if at >= 0]
    return raw[: min(ends)] if ends else raw


def _read(raw: bytes, message: EmailMessage | Message) -> Arrived:
    sender = parseaddr(_header(message, "from"))[1].strip().lower()[:254]
    to = tuple(
        address for _name, address in getaddresses(
            [_header(message, name) for name in ("to", "cc", "delivered-to", "x-original-to", "envelope-to")]
        )
    )  # fmt: skip
    head = Arrived(
        key=_key(raw, message), sender=sender, to=to, subject=one_line(_header(message, "subject"))[:300],
        automatic=_is_automatic(message, sender), bounce=_bounce(message),
    )  # fmt: skip
    if not sender and head.bounce is None and not to:
        raise Broken("no header")
    if head.bounce is not None or head.automatic:
        return head
    plain, html, files, many = _parts(message)
    words = words_of(plain) if plain.strip() else words_of(text_of(html[:LONGEST]))
    return Arrived(
        head.key, head.sender, head.to, head.subject, words, () if many else tuple(files), many,
        raw_words=(plain or html)[:20_000],
    )  # fmt: skip


def _header(message: Message, name: str) -> str:
    """A header as text, however badly it is written."""
    try:
        found = message.get_all(name, [])
    except Exception:  # the package has opinions on what a header may be; a mail program had others
        found = [value for key, value in message.raw_items() if key.lower() == name]
    return ", ".join(str(value) for value in found).replace("\x00", "")


def _key(raw: bytes, message: Message) -> str:
    """What makes it the same message when a server gives it twice: its own id and sender, else all of it."""
    own = _header(message, "message-id").strip()
    return mark_of(f"{own}\n{_header(message, 'from')}".encode("utf-8", "replace") if own else raw)


def mark_of(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _is_automatic(message: Message, sender: str) -> bool:
    """Written by a program: an absence, a list, an acknowledgement. It is never answered, and never lands (RFC 3834)."""
    if _header(message, "auto-submitted").split(";")[0].strip().lower() not in ("", "no"):
        return True
    if _header(message, "precedence").strip().lower() in _AUTOMATIC:
        return True
    if any(_header(message, name) for name in ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "list-id")):
        return True
    if _header(message, "return-path").strip() == "<>" or _NOBODY.match(sender):
        return True
    return bool(_AWAY.match(_header(message, "subject")))


def _bounce(message: Message) -> Bounce | None:
    """A delivery report (RFC 3464): what it says of the first address, and the id of our message if it is quoted."""
    if message.get_content_type() != "multipart/report" or message.get_param("report-type") != "delivery-status":
        return None
    address, why, action, status, mail_id = "", "", "", "", None
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            break
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload() if isinstance(part.get_payload(), list) else []:
                if isinstance(block, Message) and block.get("action"):
                    action = action or str(block.get("action", "")).strip().lower()
                    status = status or str(block.get("status", "")).strip()
                    why = why or one_line(str(block.get("diagnostic-code", "")))[:400]
                    address = address or str(block.get("final-recipient", "")).rpartition(";")[2].strip().lower()
        elif (found := _OUR_ID.search(str(part.get("message-id", "")))) or (
            part.get_content_type() == "text/rfc822-headers" and (found := _OUR_ID.search(_text(part)))
        ):
            mail_id = mail_id or found[1].lower()
    return Bounce(address[:254], why or status, action == "failed" and not status.startswith("4"), mail_id)


def _parts(message: Message) -> tuple[str, str, list[Joined], bool]:
    """The text, the page, the files, and whether there are more parts than anybody sends."""
    plain, html, files, weight = "", "", [], 0
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            return plain, html, [], True
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = one_line(part.get_filename() or "")
        if part.get_content_disposition() != "attachment" and not name and kind in ("text/plain", "text/html"):
            if kind == "text/plain" and not plain:
                plain = _text(part)
            elif kind == "text/html" and not html:
                html = _text(part)
        elif _is_file(part, kind, name):
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data:
                weight += len(data)
                files.append(Joined(name or _("fichier"), data))
                if len(files) > MOST_FILES or weight > HEAVIEST:
                    return plain, html, [], True
    return plain, html, files, False


def _is_file(part: Message, kind: str, name: str) -> bool:
    """Not the picture of a signature, nor what programs join for themselves."""
    if kind in ("text/calendar", "application/pkcs7-signature", "application/pgp-signature", "application/ms-tnef"):
        return False
    if kind.startswith("image/") and part.get("content-id") and part.get_content_disposition() != "attachment":
        return False
    return bool(name) or part.get_content_disposition() == "attachment"


def _text(part: Message) -> str:
    """The words of a part, whatever it says of its letters."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset() or "", "utf-8", "cp1252"):
        try:
            return data.decode(charset).replace("\x00", "")
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1").replace("\x00", "")
