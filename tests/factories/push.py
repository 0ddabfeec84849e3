"""A push service, and an SMS gateway, of one's own: HTTP servers on this machine that keep what they were sent."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jose import jwk, jwt
from jose.constants import ALGORITHMS


@dataclass
class Taken:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """What the server has taken; `status` and `answer` are what it says to the next ones."""

    url: str = ""
    status: int = 201
    answer: str = ""
    taken: list[Taken] = field(default_factory=list)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    peer: Peer


class _Talk(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        peer = self.server.peer
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        peer.taken.append(Taken(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        said = peer.answer.encode()
        self.send_response(peer.status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST

    def log_message(self, *_more: Any) -> None:
        pass


@contextmanager
def peer() -> Iterator[Peer]:
    """A server on a free port of this machine, for the time of a block."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.peer = Peer(url=f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.peer
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Browser:
    """The keys that a browser makes for itself: what it gives, and how it reads what comes."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen octets.."

    @property
    def p256dh(self) -> str:
        return _text(self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    @property
    def auth(self) -> str:
        return _text(self.secret)

    def read(self, sent: Taken) -> dict[str, Any]:
        """What a push says, opened as RFC 8291 has browsers open it."""
        opened = http_ece.decrypt(sent.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        found = json.loads(opened)
        assert isinstance(found, dict)
        return found


def checked_pass(sent: Taken, audience: str) -> dict[str, Any]:
    """The claims of who asks to ring, once their signature is checked with the key that they show (RFC 8292)."""
    scheme, _space, rest = sent.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _octets(parts["k"]))
    pem = point.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = jwk.construct(pem, ALGORITHMS.ES256)
    claims: dict[str, Any] = jwt.decode(
        parts["t"], key, algorithms=[ALGORITHMS.ES256], audience=audience, options={"verify_exp": False}
    )
    return claims


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")


def _octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
