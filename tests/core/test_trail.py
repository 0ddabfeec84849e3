"""The trail itself: only added to, chained, kept with the act or at once, and nothing lost on the way."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import Database
from app.core.errors import Unavailable
from app.core.settings import CHECKOUT
from app.core.trail import (
    Act,
    Did,
    Search,
    Unwritable,
    another_trail,
    carry,
    check,
    let_go,
    note,
    note_even_if_undone,
    queries,
    remember_ends,
)  # fmt: skip
from app.core.trail.files import FileTrail
from app.core.trail.server import ServerTrail
from app.core.trail.store import Trail, verify
from tests.factories.empty import empty_database, empty_file
from tests.factories.house import House, build_house


@pytest.fixture(params=["file", "server"])
def kept(request: pytest.FixtureRequest, prepared: object, tmp_path: Path) -> Iterator[Trail]:
    """A trail of the test's own, in each of its two places."""
    if request.param == "file":
        with another_trail(FileTrail(tmp_path / "trail")) as trail:
            yield trail
        return
    if not os.environ.get("BIDAIDE_TEST_POSTGRES_URL"):
        pytest.skip("no PostgreSQL server")
    with (
        empty_database(tmp_path) as database,
        another_trail(ServerTrail(database.url.render_as_string(hide_password=False))) as trail,
    ):
        yield trail


def seen(**more: object) -> Act:
    return replace(Act("one", Did.SAW, "dossier", "d1", reader_id="reader", enrolment_id="e1"), **more)  # type: ignore[arg-type]


def test_what_is_noted_is_found_by_person_by_reader_and_by_act(kept: Trail) -> None:
    note(seen())
    note(seen(id="2", reader_id="other", enrolment_id="e2"))
    note(seen(id="3", did=Did.EXPORTED, enrolment_id="", people=2, among=("e1", "e9")))
    assert [line["id"] for line in kept.find(Search("one", reader_id="other"))] == ["2"]
    assert {line["did"] for line in kept.find(Search("one", enrolments=("e1",)))} == {"saw", "exported"}
    assert kept.count(Search("one", did=("exported",))) == 1
    assert kept.find(Search("two")) == []


def test_going_back_in_time_crosses_months(kept: Trail) -> None:
    for month in (9, 10, 11):
        note(seen(id=f"m{month}", at=datetime.fromisoformat(f"2026-{month:02}-03T10:00:00+00:00")))
    first = kept.find(Search("one", limit=2))
    assert [line["id"] for line in first] == ["m11", "m10"]
    rest = kept.find(Search("one", limit=2, after=(datetime.fromisoformat("2026-10-03T10:00:00+00:00"), "m10")))
    assert [line["id"] for line in rest] == ["m9"]
    assert kept.months() == ["2026-09", "2026-10", "2026-11"]
    assert verify(kept, []).broken == []


def test_a_file_refuses_to_change_to_lose_and_to_replace_a_line(tmp_path: Path) -> None:
    trail = FileTrail(tmp_path)
    trail.add([seen(id="1").row()], surely=False)
    raw = sqlite3.connect(tmp_path / "2026-11.db", isolation_level=None)
    for act in (
        "UPDATE line SET reader_id = 'nobody'",
        "DELETE FROM line",
        "INSERT OR REPLACE INTO line SELECT * FROM line",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            raw.execute(act)
    trail.close()


@pytest.mark.skipif(not os.environ.get("BIDAIDE_TEST_POSTGRES_URL"), reason="no PostgreSQL server")
def test_a_server_refuses_too(prepared: object, tmp_path: Path) -> None:
    with empty_database(tmp_path) as database:
        trail = ServerTrail(database.url.render_as_string(hide_password=False))
        trail.add([seen(id="1").row()], surely=False)
        for act in ("UPDATE trail_2026_11 SET role = 'x'", "DELETE FROM trail_2026_11", "TRUNCATE trail_2026_11"):
            with pytest.raises(Exception, match="only ever added"), database.writing() as session:
                session.execute(text(act))
        trail.close()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("UPDATE line SET reader_id = 'somebody else' WHERE number = 2", "changed"),
        ("DELETE FROM line WHERE number = 2", "missing"),
        ("DELETE FROM line WHERE number = 3", "cut"),
    ],
)
def test_whoever_goes_around_the_refusal_is_found_out(
    session: Session, house: House, tmp_path: Path, harm: str, reason: str
) -> None:
    organisation = house.demo.id
    with another_trail(FileTrail(tmp_path / "trail")) as trail:
        for number in range(3):
            note(seen(id=str(number), organisation_id=organisation, at=clock.now()))
        remember_ends(session)
        assert check(session).broken == []
        trail.close()
        raw = sqlite3.connect(tmp_path / "trail" / "2026-11.db", isolation_level=None)
        raw.execute("DROP TRIGGER no_update")
        raw.execute("DROP TRIGGER no_delete")
        raw.execute(harm)
        raw.close()
        assert reason in {broken.reason for broken in check(session).broken}


def test_the_line_of_a_change_comes_back_or_is_missed_when_somebody_cuts_it_off(real: Database, tmp_path: Path) -> None:
    def cut() -> None:
        trail.close()
        raw = sqlite3.connect(tmp_path / "trail" / "2026-11.db", isolation_level=None)
        raw.execute("DROP TRIGGER no_delete")
        raw.execute("DELETE FROM line WHERE id = 'change'")
        raw.close()

    with real.writing() as session:
        organisation = build_house(session).demo.id
    with another_trail(FileTrail(tmp_path / "trail")) as trail:
        note(seen(id="reading", organisation_id=organisation, at=clock.now()))
        with real.writing() as session:
            note(seen(id="change", organisation_id=organisation, at=clock.now()), session)
        cut()
        with real.writing() as session:
            assert check(session).broken == []
        assert trail.count(Search(organisation)) == 2
        cut()
        with real.writing() as session:
            assert [broken.reason for broken in check(session).broken] == ["cut"]
        trail.drop("2026-11")
        with real.writing() as session:
            assert [broken.reason for broken in check(session).broken] == ["cut"], "the whole month"


def test_a_change_is_noted_with_its_act_or_not_at_all(real: Database, tmp_path: Path) -> None:
    with another_trail(FileTrail(tmp_path / "trail")) as trail:
        with real.writing() as session:
            note(seen(id="kept"), session)
            assert trail.months() == []  # not before the act is kept
        with suppress(ValueError), real.writing() as session:
            note(seen(id="undone"), session)
            note_even_if_undone(session, seen(id="refused", did=Did.REFUSED))
            raise ValueError
        assert [line["id"] for line in trail.find(Search("one"))] == ["refused", "kept"]
        with real.writing() as session:
            assert carry(session) == 1  # what is there already is only let go
        assert trail.count(Search("one")) == 2


class Full(FileTrail):
    def add(self, rows: object, *, surely: bool) -> None:
        raise Unwritable("disk full")


def test_a_trail_that_is_full_loses_nothing_and_hides_nothing(real: Database, tmp_path: Path) -> None:
    """What cannot be kept in the trail waits in the application's database; when that refuses too, nothing is shown."""
    with another_trail(Full(tmp_path)):
        note(seen(id="reading"))
        with real.writing() as session:
            note(seen(id="change"), session)
    with another_trail(FileTrail(tmp_path / "trail")) as trail:
        with real.writing() as session:
            assert carry(session) == 2
        assert {line["id"] for line in trail.find(Search("one"))} == {"reading", "change"}
    with another_trail(Full(tmp_path)):
        with real.writing() as session:
            session.execute(text("ALTER TABLE trail_waiting RENAME TO gone"))
        with pytest.raises(Unavailable, match="journal des accès"):
            note(seen(id="unseen"))


@pytest.mark.once
def test_two_processes_and_many_threads_make_one_chain(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from app.core.trail import Act, Did; from app.core.trail.files import FileTrail\n"
        "t = FileTrail(Path(sys.argv[1]))\n"
        "for n in range(60): t.add([Act('one', Did.SAW, 'dossier').row()], surely=False)"
    )
    other = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=CHECKOUT)
    trail = FileTrail(tmp_path)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: trail.add([seen(id=f"t{n}", at=clock.now()).row()], surely=False), range(60)))
    assert other.wait(30) == 0
    verdict = verify(trail, [])
    assert (verdict.lines, verdict.broken) == (120, [])
    trail.close()


@pytest.mark.once
def test_killed_in_the_middle_everything_acknowledged_is_there(tmp_path: Path) -> None:
    """The process says "noted" of each line, and is killed for good while it notes the next."""
    script = (
        "import sys; from pathlib import Path; from app.core.trail import Act, Did; from app.core.trail.files import FileTrail\n"
        "t = FileTrail(Path(sys.argv[1])); n = 0\n"
        "while True:\n"
        "    n += 1; t.add([Act('one', Did.SAW, 'dossier', id=f'n{n}').row()], surely=False); print(n, flush=True)"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    said = 0
    while said < 200:
        said = int(writer.stdout.readline())
    os.kill(writer.pid, signal.SIGKILL)
    acknowledged = max([said, *map(int, writer.stdout.read().split())])
    writer.wait()
    trail = FileTrail(tmp_path)
    verdict = verify(trail, [])
    assert verdict.broken == []
    assert verdict.lines >= acknowledged
    trail.close()


def test_a_month_goes_whole_when_its_time_is_over(session: Session, house: House, kept: Trail) -> None:
    for month in ("2025-10", "2025-11", "2026-11"):
        note(seen(id=month, at=datetime.fromisoformat(f"{month}-03T10:00:00+00:00")))
    assert let_go(session, 12) == ["2025-10"]
    assert kept.months() == ["2025-11", "2026-11"]
    assert check(session).broken == []


def test_a_copy_is_whole_and_reads_alike(kept: Trail, tmp_path: Path) -> None:
    for number in range(5):
        note(seen(id=str(number), at=clock.now()))
    assert kept.copy_to(tmp_path / "copy") == ["2026-11.db"]
    copy = FileTrail(tmp_path / "copy")
    assert list(copy.lines("2026-11")) == list(kept.lines("2026-11"))
    assert verify(copy, []).broken == []
    copy.close()


def test_the_application_holds_ids_and_keys_of_the_trail_and_no_word(session: Session, house: House) -> None:
    act = seen(id="w", organisation_id=house.demo.id)
    note(act, session)
    (row,) = queries.waiting(session)
    assert set(row.line) == set(act.row())
    assert not {"name", "email", "title", "path", "query"} & set(row.line)


_KILLED = """
import os, signal, sys
from pathlib import Path
from app.core import db
from app.core.trail import Act, Did, carry, note, use_trail
from app.core.trail.files import FileTrail

class Killed(FileTrail):
    def add(self, rows, *, surely):
        if sys.argv[3] == "after":
            super().add(rows, surely=surely)
        os.kill(os.getpid(), signal.SIGKILL)

database = db.open_database(sys.argv[1])
use_trail(Killed(Path(sys.argv[2])))
with database.writing() as session:
    note(Act("one", Did.CHANGED, "role", id="change"), session)
"""


@pytest.mark.once
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_between_the_application_and_the_trail_a_change_is_there_once(tmp_path: Path, when: str) -> None:
    """The act is kept; its process dies just before the trail has the line, or just after, before the row is let go."""
    empty_file(tmp_path / "house.db").dispose()
    url = f"sqlite:///{tmp_path / 'house.db'}"
    killed = subprocess.run([sys.executable, "-c", _KILLED, url, str(tmp_path / "trail"), when], cwd=CHECKOUT)
    assert killed.returncode == -signal.SIGKILL
    database = Database(url)
    with another_trail(FileTrail(tmp_path / "trail")) as trail:
        with database.writing() as session:
            assert carry(session) == 1
            assert queries.waiting(session) == []
        assert [line["id"] for line in trail.find(Search("one"))] == ["change"]
        assert verify(trail, []).broken == []
    database.dispose()
