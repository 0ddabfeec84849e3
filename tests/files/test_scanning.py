"""The antivirus: a stand-in that speaks the protocol of clamd (INSTREAM), on a real socket."""

import io
import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core.errors import Invalid, Unavailable
from app.core.settings import settings
from app.files import services
from tests.factories.house import House

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.BaseRequestHandler):
    """z-commands end with a zero, pieces come after their length (four octets, big-endian), a length of zero ends."""

    most = 2_000_000
    silent = False
    heard: list[int] = []  # noqa: RUF012 - what the tests look at

    def handle(self) -> None:
        assert self._exactly(10) == b"zINSTREAM\0"
        body = b""
        while length := struct.unpack(">I", self._exactly(4))[0]:
            body += self._exactly(length)
            if len(body) > self.most:
                self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.heard.append(len(body))
        if self.silent:
            return
        self.request.sendall(b"stream: Eicar-Signature FOUND\0" if EICAR in body else b"stream: OK\0")

    def _exactly(self, n: int) -> bytes:
        found = b""
        while len(found) < n:
            piece = self.request.recv(n - len(found))
            assert piece
            found += piece
        return found


class _OnPath(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


class _OnPort(socketserver.ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def running(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(params=["tcp", "unix"])
def antivirus(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Clamd]]:
    class Own(Clamd):
        heard: list[int] = []  # noqa: RUF012

    if request.param == "tcp":
        server: Any = _OnPort(("127.0.0.1", 0), Own)
        url = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        server, url = _OnPath(str(tmp_path / "clamd.sock"), Own), f"unix://{tmp_path}/clamd.sock"
    monkeypatch.setattr(settings(), "clamd_url", url)
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "data")
    with running(server):
        yield Own


def keep(session: Session, house: House, body: bytes) -> Any:
    learner = house.actor("learner")
    return services.store(session, learner, learner.organisation_id, "note.txt", io.BytesIO(body), learner.account_id)


def kept() -> list[Path]:
    return [path for path in settings().data_dir.rglob("*") if path.is_file()]


def test_a_sound_file_passes_and_was_looked_at_whole(antivirus: type[Clamd], session: Session, house: House) -> None:
    assert keep(session, house, b"a" * 700_000).size == 700_000
    assert antivirus.heard == [700_000]


def test_an_infected_file_is_refused_and_nothing_of_it_stays(
    antivirus: type[Clamd], session: Session, house: House
) -> None:
    with pytest.raises(Invalid, match="danger"):
        keep(session, house, b"Bonjour " + EICAR)
    assert kept() == []


def test_what_the_antivirus_will_not_look_at_does_not_pass(
    antivirus: type[Clamd], session: Session, house: House
) -> None:
    with pytest.raises(Unavailable, match="trop lourd pour lui"):
        keep(session, house, b"a" * 3_000_000)
    assert kept() == []


def test_an_antivirus_that_hangs_up_lets_nothing_pass(
    antivirus: type[Clamd], session: Session, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(antivirus, "silent", True)
    with pytest.raises(Unavailable, match="ne répond pas"):
        keep(session, house, b"Bonjour")
    assert kept() == []


def test_an_antivirus_that_is_not_there_lets_nothing_pass(
    session: Session, house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    for url in (closed, f"unix://{tmp_path}/nobody.sock"):
        monkeypatch.setattr(settings(), "clamd_url", url)
        with pytest.raises(Unavailable, match="ne répond pas"):
            keep(session, house, b"Bonjour")
    assert kept() == []
