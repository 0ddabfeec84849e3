"""One letter by SMTP: how it is written, how it is handed over, and what the other side's answer means."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PATIENCE = 20.0  # seconds for each answer of the mail server
LAST_PATIENCE = 300.0  # for the one that says that it has the letter
_PORTS = {"smtp": 25, "smtps": 465}
_TLS = ("auto", "required", "none")
_NOT_PRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `tls`: from the first word, required later, when it offers it, or none."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = "auto"  # implicit, required, auto, none


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person receives. The same `id` is the same letter, however often it is sent."""

    id: str
    to: str
    to_name: str
    sender: str
    sender_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    at: datetime
    calendar: str = ""
    method: str = ""  # of the calendar: REQUEST, CANCEL
    stop: str = ""  # where one tap stops letters of this kind (RFC 8058)


class Undeliverable(Exception):
    """This address takes no mail, and will not tomorrow: nothing is tried again."""


class Refused(Exception):
    """The server will not have this letter, whoever it is for."""


class Unanswered(Exception):
    """The server has the whole letter and says neither yes nor no: it may have taken it."""


@dataclass(slots=True)
class Progress:
    """Told by `deliver` as it goes: before the last line of the letter leaves, and once the server has it."""

    at_the_end: Callable[[], None] = lambda: None
    taken: Callable[[], None] = lambda: None


def server_of(url: str) -> Server:
    """smtp://[user:password@]host[:587][?tls=auto|required|none] or smtps://…; ValueError otherwise."""
    parts = urlsplit(url)
    tls = parse_qs(parts.query).get("tls", ["auto"])[-1]
    if parts.scheme not in _PORTS or not parts.hostname or tls not in _TLS or parts.path.strip("/"):
        raise ValueError("attend smtp://utilisateur:secret@machine:587 ou smtps://…, ou rien")
    return Server(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls="implicit" if parts.scheme == "smtps" else tls,
    )


def compose(letter: Letter) -> EmailMessage:
    """The letter as it travels: text, the same as HTML, and a calendar part that mail programs offer to accept."""
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{letter.id}@{letter.sender.rpartition('@')[2]}>"
    message["Date"] = letter.at
    message["From"] = _named(letter.sender_name, letter.sender)
    message["To"] = _named(letter.to_name, letter.to)
    if letter.reply_to and letter.reply_to != letter.sender:
        message["Reply-To"] = _named(letter.sender_name, letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.stop:
        message["List-Unsubscribe"] = f"<{letter.stop}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.calendar:
        message.add_alternative(letter.calendar, subtype="calendar", params={"method": letter.method})
    return message


def one_line(text: str) -> str:
    """Words fit for a header: whatever would begin another one is a space."""
    return " ".join(_NOT_PRINTED.sub(" ", text).split())


def _named(name: str, address: str) -> Address:
    try:
        return Address(one_line(name), addr_spec=address)
    except (ValueError, HeaderParseError, IndexError) as error:
        raise Undeliverable(f"{address!r} n'est pas une adresse") from error


def deliver(server: Server, message: EmailMessage, sender: str, to: str, progress: Progress | None = None) -> None:
    """Hand the letter over. Undeliverable and Refused are for good, Unanswered is for somebody to look at; any other
    exception may pass."""
    try:
        with _connected(server, progress or Progress()) as connection:
            connection.send_message(message, from_addr=sender, to_addrs=[to])
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = refused.recipients[to]
        if code >= 500:
            raise Undeliverable(_told(code, words)) from refused
        raise
    except smtplib.SMTPNotSupportedError as error:  # an address with accents, and a server that knows none
        raise Undeliverable(str(error)) from error
    except smtplib.SMTPDataError as refused:
        if refused.smtp_code >= 500:
            raise Refused(_told(refused.smtp_code, refused.smtp_error)) from refused
        raise


class _Line(smtplib.SMTP):
    """A conversation that says how far the letter is: its last line leaves apart, and the answer to it is waited for longer.

    A server may look long at what it has received before it answers (RFC 5321, 4.5.3.2.6: up to ten minutes). Hanging up
    meanwhile would send again what it takes.
    """

    progress = Progress()

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.putcmd("data")
        code, said = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        assert self.sock is not None
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.send(_in_lines(msg))
        self.progress.at_the_end()
        self.send(b".\r\n")
        self.sock.settimeout(LAST_PATIENCE)
        try:
            code, said = self.getreply()
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, TimeoutError):
                raise Unanswered("le serveur n'a pas répondu après avoir reçu le message") from error
            raise
        if code == 250:
            self.progress.taken()
        self.sock.settimeout(PATIENCE)
        return code, said


class _SafeLine(_Line, smtplib.SMTP_SSL):
    """The same under TLS from the first word."""


def _in_lines(letter: Any) -> bytes:
    """A letter as SMTP carries it: its lines end as they must, and none of them is the one that ends it."""
    raw = letter.encode("ascii") if isinstance(letter, str) else bytes(letter)
    raw = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    raw = re.sub(rb"(?m)^\.", b"..", raw)
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"


def _connected(server: Server, progress: Progress) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls == "implicit":
        connection: _Line = _SafeLine(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        connection = _Line(server.host, server.port, timeout=PATIENCE)
    connection.progress = progress
    return _or_closed(connection, lambda: _greet(connection, server, context))


def _greet(connection: smtplib.SMTP, server: Server, context: ssl.SSLContext) -> None:
    connection.ehlo_or_helo_if_needed()
    offered = connection.has_extn("starttls")
    if server.tls == "required" or (server.tls == "auto" and offered):
        connection.starttls(context=context)
        connection.ehlo()
    if server.user:
        if server.tls == "auto" and not offered:
            raise ConnectionError("le serveur n'offre pas de connexion protégée : le mot de passe n'est pas envoyé")
        connection.login(server.user, server.password)


def _or_closed(connection: smtplib.SMTP, act: Callable[[], None]) -> smtplib.SMTP:
    try:
        act()
    except BaseException:
        connection.close()
        raise
    return connection


def _told(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {one_line(said)}"[:400]
