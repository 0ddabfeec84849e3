"""A real `bidaide serve` on a database of its own, for what only shows on a real server: kills, cut lines, memory."""

import base64
import http.client
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.core.access import Actor, Role
from app.core.db import Database
from app.core.settings import settings
from app.files import services
from app.identity import services as identity
from app.web import csrf
from tests.bench import processes
from tests.factories.empty import empty_file

PIECE = "application/offset+octet-stream"


@dataclass
class Live:
    """A server, and a trainer who is signed in."""

    child: processes.Child
    data: Path
    trainer: Actor
    secret: str

    def ask(self, method: str, path: str, body: object = None, **headers: object) -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.child.port, timeout=60)
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        line.request(method, path, body, self.headers | named)  # type: ignore[arg-type]  # bytes, a file or pieces
        return line.getresponse()

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Cookie": f"bidaide={self.secret}", "X-CSRF-Token": csrf.token_for(self.secret), "Tus-Resumable": "1.0.0",
        }  # fmt: skip

    def begin(self, size: int, name: str = "film.mp4") -> str:
        said = "filename " + base64.b64encode(name.encode()).decode()
        answer = self.ask("POST", "/envois", Upload_Length=size, Upload_Metadata=said)
        assert answer.status == 201, answer.read()
        return answer.getheader("Location") or ""

    def send(self, where: str, offset: int, body: object, **headers: object) -> int:
        """The new offset."""
        answer = self.ask("PATCH", where, body, Upload_Offset=offset, Content_Type=PIECE, **headers)
        assert answer.status == 204, answer.read()
        return int(answer.getheader("Upload-Offset") or -1)

    def offset(self, where: str) -> int:
        answer = self.ask("HEAD", where)
        assert answer.status == 200
        return int(answer.getheader("Upload-Offset") or -1)

    def hanging(self, where: str, offset: int, announced: int, body: bytes) -> socket.socket:
        """A line that brings a part of what it announces, and then nothing."""
        line = socket.create_connection(("127.0.0.1", self.child.port), 10)
        heads = self.headers | {
            "Host": "127.0.0.1", "Upload-Offset": str(offset), "Content-Type": PIECE, "Content-Length": str(announced),
        }  # fmt: skip
        said = "".join(f"{name}: {value}\r\n" for name, value in heads.items())
        line.sendall(f"PATCH {where} HTTP/1.1\r\n{said}\r\n".encode() + body)
        return line

    def claim(self, where: str) -> str:
        """The id of the file that a finished upload becomes, as the material of a course."""
        database = Database(f"sqlite:///{self.data / 'bidaide.db'}")
        with database.writing() as session:
            found = services.claim(session, self.trainer, where.rsplit("/", 1)[-1], None).id
        database.dispose()
        return found

    def part(self, where: str) -> Path:
        return self.data / "uploads" / where.rsplit("/", 1)[-1]

    def kill(self) -> None:
        os.kill(self.child.process.pid, signal.SIGKILL)
        self.child.process.wait()

    def memory_mb(self) -> float:
        return processes.memory_mb(self.child.process.pid)


def prepare(data: Path) -> tuple[Actor, str]:
    """A database with one trainer, and the secret of their browser."""
    database = empty_file(data / "bidaide.db")
    with database.writing() as session:
        place = identity.open_organisation(session, "demo", "Demo")
        trainer = identity.welcome(session, place.id, "trainer@demo.example", "Trainer Demo", Role.TRAINER)
        _sign_in, secret = identity.open_sign_in(session, trainer, "tests")
        actor = Actor(
            trainer.id, place.id, place.slug, place.name, trainer.name, trainer.email, frozenset({Role.TRAINER})
        )
    database.dispose()
    return actor, secret


@contextmanager
def serving(data: Path, trainer: Actor, secret: str, **more: str) -> Iterator[Live]:
    port = processes.free_port()
    env = processes.environment(data, port) | {
        "BIDAIDE_SECRET_KEY": settings().secret_key, "BIDAIDE_CLOCK": "2026-11-23T09:00:00+01:00",
    } | more  # fmt: skip
    with processes.serving(["-m", "app.cli", "serve", "--port", str(port)], env, data, port, "/healthz") as child:
        yield Live(child, data, trainer, secret)
