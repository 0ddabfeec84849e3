"""A mail server of one's own: it speaks SMTP (RFC 5321) on this machine, and can be out of sorts in several ways."""

import email
import email.policy
import socketserver
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Event, Thread


@dataclass
class Post:
    """What the server has taken, and how it behaves: `mood` is well, later, no_such_box, no_sender, spam, drops,
    full (says no for now, once it has the letter) or silent (takes the letter and says nothing)."""

    port: int = 0
    mood: str = "well"
    tls: ssl.SSLContext | None = None  # offered with STARTTLS
    protected: int = 0  # conversations that took it
    signs_in: str = ""  # « user password » that it accepts; empty: it asks for nothing
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)  # (from, to)
    conversations: int = 0
    patience: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    post: Post


class _Talk(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self.server.post.conversations += 1
        self._say("220 here")
        self._talk(self.rfile)

    def _talk(self, lines: Iterable[bytes]) -> None:
        post, sender, to = self.server.post, "", ""
        for line in lines:
            verb, _space, rest = line.decode("utf-8").strip().partition(" ")
            match verb.upper():
                case "EHLO" if post.tls is not None and not isinstance(self.request, ssl.SSLSocket):
                    self._say("250-here\r\n250 STARTTLS")
                case "STARTTLS" if post.tls is not None:
                    self._say("220 go on")
                    self.request = post.tls.wrap_socket(self.request, server_side=True)
                    self.setup()
                    post.protected += 1
                    self._talk(self.rfile)
                    return
                case "EHLO":
                    self._say(
                        "250-here\r\n250-AUTH PLAIN\r\n250 SMTPUTF8" if post.signs_in else "250-here\r\n250 8BITMIME"
                    )
                case "AUTH":
                    self._say("235 welcome")
                case "MAIL":
                    sender = rest
                    self._say("550 not you" if post.mood == "no_sender" else "250 fine")
                case "RCPT":
                    to = rest
                    self._say({"later": "451 later", "no_such_box": "550 no such box"}.get(post.mood, "250 fine"))
                case "DATA":
                    self._say("354 go on")
                    if not self._data(sender, to):
                        return
                case "RSET" | "NOOP":
                    self._say("250 fine")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("502 what?")

    def _data(self, sender: str, to: str) -> bool:
        post, lines = self.server.post, []
        for line in self.rfile:
            if post.mood == "drops":
                return False  # the line is cut in the middle of the letter
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b".") else line)
        else:
            return False  # whoever hangs up before the last line has sent nothing (RFC 5321, 4.1.1.4)
        if post.mood == "full":
            self._say("452 no room for now")
            return True
        if post.mood == "silent":
            post.patience.wait(20)
            return False
        if post.mood == "spam":
            self._say("554 not that")
            return True
        post.letters.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))  # type: ignore[arg-type]
        post.envelopes.append((sender[6:-1], to.split(">")[0][4:]))
        self._say("250 taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


@contextmanager
def post_office() -> Iterator[Post]:
    """A server on a free port of this machine, for the time of a block."""
    post = Post()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.post, post.port = post, server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield post
        finally:
            post.patience.set()
            server.shutdown()
            thread.join()
