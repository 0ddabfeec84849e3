"""What only shows on a real server: it is killed, the line is cut, and its memory stays flat."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.files.live import Live, prepare, serving

pytestmark = pytest.mark.once
HEAD = b"\0\0\0\x20ftypisom"  # a film, as far as its first bytes tell
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    data = tmp_path_factory.mktemp("live")
    with serving(data, *prepare(data)) as running:
        yield running


def film(size: int) -> bytes:
    return HEAD + os.urandom(size - len(HEAD))


def test_a_server_that_is_killed_loses_nothing_it_had_acknowledged(tmp_path: Path) -> None:
    """One upload is under way; another has come in full, and what follows had not been done."""
    who, half, whole = prepare(tmp_path), film(6 * MEGABYTE), film(MEGABYTE)
    with serving(tmp_path, *who) as live:
        where = live.begin(len(half))
        acknowledged = live.send(where, 0, half[: 2 * MEGABYTE])
        come = live.begin(len(whole))
        live.part(come).write_bytes(whole)
        line = live.hanging(where, acknowledged, 4 * MEGABYTE, half[acknowledged : acknowledged + 1_500_000])
        _until(lambda: live.part(where).stat().st_size > acknowledged)
        live.kill()
        line.close()
    with serving(tmp_path, *who) as live:
        offset = live.offset(where)
        assert acknowledged < offset <= acknowledged + 1_500_000
        assert live.send(where, offset, half[offset:]) == len(half)
        assert bytes_of(live, where) == half
        assert live.offset(come) == len(whole)
        assert live.send(come, len(whole), b"") == len(whole)
        assert bytes_of(live, come) == whole
        assert [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()] == []


def test_a_new_line_takes_over_from_one_that_is_dead_and_does_not_know_it(live: Live) -> None:
    body = film(3 * MEGABYTE)
    where = live.begin(len(body))
    dead = live.hanging(where, 0, len(body), body[:MEGABYTE])
    _until(lambda: live.part(where).exists() and live.part(where).stat().st_size > 0)
    started = time.perf_counter()
    offset = live.offset(where)
    assert 0 < offset <= MEGABYTE
    assert live.send(where, offset, body[offset:]) == len(body)
    assert time.perf_counter() - started < 5
    assert bytes_of(live, where) == body
    dead.close()


def test_two_lines_at_once_write_one_file(live: Live) -> None:
    body = film(8 * MEGABYTE)
    where = live.begin(len(body))
    answers: list[int] = []

    def send() -> None:
        answer = live.ask("PATCH", where, body, Upload_Offset=0, Content_Type="application/offset+octet-stream")
        answers.append(answer.status)
        answer.read()

    lines = [threading.Thread(target=send) for _n in range(4)]
    for line in lines:
        line.start()
    for line in lines:
        line.join()
    assert set(answers) <= {204, 409}
    offset = live.offset(where)
    if offset < len(body):
        live.send(where, offset, body[offset:])
    assert bytes_of(live, where) == body


def test_memory_stays_flat_while_sixty_megabytes_come_and_go(live: Live) -> None:
    size = 60 * MEGABYTE
    live.ask("GET", "/accueil").read()
    small = live.begin(100_000)
    live.send(small, 0, film(100_000))  # what the first upload loads is not what an upload costs
    before, most = live.memory_mb(), 0.0
    where, piece = live.begin(size), film(10 * MEGABYTE)
    for offset in range(0, size, len(piece)):
        live.send(where, offset, piece)
        most = max(most, live.memory_mb())
    assert live.offset(where) == size
    came, answer = 0, live.ask("GET", f"/fichiers/{live.claim(where)}/film.mp4")
    while read := answer.read(MEGABYTE):
        came += len(read)
        most = max(most, live.memory_mb())
    assert came == size
    assert most - before < 20, f"{before:.0f} MB, then {most:.0f} MB"


def _until(said: object, seconds: float = 10) -> None:
    end = time.perf_counter() + seconds
    while not said():  # type: ignore[operator]
        assert time.perf_counter() < end
        time.sleep(0.01)


def bytes_of(live: Live, where: str) -> bytes:
    answer = live.ask("GET", f"/fichiers/{live.claim(where)}/film.mp4")
    assert answer.status == 200
    assert answer.getheader("Content-Type") == "video/mp4"
    return answer.read()
