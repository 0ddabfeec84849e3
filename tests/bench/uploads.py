"""What a film of 500 MB costs the server while it arrives: memory first, then processor time."""

import base64
import http.client
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.bench import processes, scenes
from tests.bench.processes import Child, Failed
from tests.bench.rounds import Bench, say
from tests.bench.tables import table, verdict
from tests.bench.visitor import Visitor

_HEAD = b"\0\0\0\x20ftypisom"  # a film, as far as its first bytes tell
_PIECE = 8 * 1024 * 1024  # what the script of a page sends at most at a time
_TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class _Watched:
    """Resident memory of a server, looked at many times a second."""

    pid: int
    before: float = 0
    most: float = 0
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def looking(self) -> Iterator[None]:
        self.before = self.most = processes.memory_mb(self.pid)
        looker = threading.Thread(target=self._look)
        looker.start()
        try:
            yield
        finally:
            self._over.set()
            looker.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.most = max(self.most, processes.memory_mb(self.pid))


def print_uploads(bench: Bench, title: str, app: Child, trainer: Visitor) -> None:
    """In pieces, as a page sends it, and in one, as another client of tus may."""
    rows = []
    _send(app, trainer, 1_000_000, _PIECE)  # what the first upload loads is not what an upload costs
    for said, piece in (("in pieces of 8 MB", _PIECE), ("in one piece", scenes.UPLOAD_MB * 1_000_000)):
        say(f"a film of {scenes.UPLOAD_MB} MB, {said}")
        watched, began = _Watched(app.process.pid), processes.cpu_ms([app.process.pid])
        started = time.perf_counter()
        with watched.looking():
            _send(app, trainer, scenes.UPLOAD_MB * 1_000_000, piece)
        took = time.perf_counter() - started
        growth, cpu = watched.most - watched.before, processes.cpu_ms([app.process.pid]) - began
        rows.append((
            f"{scenes.UPLOAD_MB} MB, {said}", f"{watched.before:.0f} MB", f"{watched.most:.0f} MB", f"{growth:.0f} MB",
            f"{scenes.UPLOAD_GROWTH_MB} MB", f"{took:.1f} s", f"{cpu / 1000:.1f} s",
            verdict((growth, scenes.UPLOAD_GROWTH_MB)),
        ))  # fmt: skip
    heads = ("a film arrives", "memory before", "at most", "growth", "budget", "time", "processor", "verdict")
    print(table(f"{title}: uploads", heads, rows))


def _send(app: Child, trainer: Visitor, size: int, piece: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", app.port, timeout=120)
    headers = _TUS | {"Cookie": trainer.cookie_header, "X-CSRF-Token": trainer.form_token("/accueil")}
    name = "filename " + base64.b64encode(b"film.mp4").decode()
    where = _ask(line, "POST", "/envois", b"", headers | {"Upload-Length": str(size), "Upload-Metadata": name}, 201)
    offset, body = 0, _HEAD + os.urandom(min(piece, _PIECE) - len(_HEAD))
    while offset < size:
        many = min(piece, size - offset)
        more = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Content-Length": str(many),
        }
        _ask(line, "PATCH", where, _octets(body, many), headers | more, 204)
        offset += many
        body = os.urandom(len(body)) if offset < size else body  # each film is another: none is known already
    line.close()


def _octets(body: bytes, many: int) -> Iterator[bytes]:
    while many > 0:
        yield body[:many]
        many -= len(body)


def _ask(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes | Iterator[bytes], headers: dict[str, str], status: int
) -> str:  # fmt: skip
    line.request(method, path, body, headers)
    answer = line.getresponse()
    said = answer.read()
    if answer.status != status:
        raise Failed(f"{method} {path}: {answer.status} {said[:200]!r}")
    return answer.getheader("Location") or ""
