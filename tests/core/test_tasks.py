"""Work left by acts: kept with them, done once, tried again, given up in sight of all."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.tasks import Afterwards, Next, Task, drain, errand, later, task, unless_started
from app.core.tasks.queries import DELAYS
from app.core.tasks.registry import Payload, errands, tasks
from app.core.tasks.worker import call_recurring
from tests.factories.database import RolledBack
from tests.factories.house import House


@pytest.fixture
def done(database: RolledBack) -> Iterator[list[Any]]:
    """What a task has done, in order; its name is « test.note »."""
    seen: list[Any] = []

    @task("test.note")
    def note(session: Session, payload: Payload) -> None:
        seen.append(payload)

    @task("test.fail")
    def fail(session: Session, payload: Payload) -> None:
        seen.append("tried")
        later(session, "test.note", {"of": "what failed"})
        raise RuntimeError("no luck")

    @task("test.long")
    def long(session: Session, payload: Payload) -> Next | None:
        seen.append(payload["at"])
        at = payload["at"] + 1
        return Next({"at": at}, at, 3) if at < 3 else None

    @errand("test.errand")
    def go(payload: Payload) -> Afterwards | None:
        seen.append("gone")
        if payload.get("closed"):
            raise ConnectionRefusedError("closed")
        return lambda session: seen.append("written")

    yield seen
    for name in ("test.note", "test.fail", "test.long"):
        del tasks[name]
    del errands["test.errand"]


def rows(database: RolledBack, name: str) -> list[Task]:
    with database.reading() as session:
        return list(session.scalars(select(Task).where(Task.name == name).order_by(Task.id)))


def leave(database: RolledBack, name: str, payload: Payload, **more: Any) -> None:
    with database.writing() as session:
        later(session, name, payload, **more)


def test_work_is_done_once(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.note", {"n": 1})
    assert drain() == 1
    assert drain() == 0
    assert done == [{"n": 1}]
    assert [row.state for row in rows(database, "test.note")] == ["done"]


def test_an_act_that_is_undone_leaves_no_work(database: RolledBack, house: House, done: list[Any]) -> None:
    def undone() -> None:
        with database.writing() as session:
            later(session, "test.note", {})
            raise ValueError("changed one's mind")

    with pytest.raises(ValueError, match="mind"):
        undone()
    assert drain() == 0


def test_the_same_key_leaves_the_same_work(database: RolledBack, house: House, done: list[Any]) -> None:
    for _time in range(2):
        leave(database, "test.note", {}, key="reminder of 9 h")
    assert drain() == 1


def test_work_waits_for_its_hour(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.note", {}, due_at=clock.now() + timedelta(hours=1))
    assert drain() == 0
    with clock.at(clock.now() + timedelta(hours=1)):
        assert drain() == 1


def test_work_that_waits_can_be_taken_back(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.note", {}, key="k", due_at=clock.now() + timedelta(hours=1))
    with database.writing() as session:
        unless_started(session, "k")
    with clock.at(clock.now() + timedelta(hours=2)):
        assert drain() == 0


def test_what_fails_writes_nothing_and_is_tried_again(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.fail", {})
    drain()
    assert done == ["tried"]
    assert rows(database, "test.note") == []
    (row,) = rows(database, "test.fail")
    assert (row.state, row.attempts, row.error) == ("waiting", 1, "RuntimeError: no luck")
    with clock.at(clock.now() + DELAYS[0]):
        drain()
    assert done == ["tried", "tried"]


def test_what_always_fails_is_given_up_after_two_days(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.fail", {})
    start = moment = clock.now()
    while rows(database, "test.fail")[0].state == "waiting":
        moment = max(moment, rows(database, "test.fail")[0].due_at)
        with clock.at(moment):
            assert drain() == 1
    (row,) = rows(database, "test.fail")
    assert row.state == "failed"
    assert moment - start > timedelta(days=1)


def test_long_work_shows_how_far_it_is(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.long", {"at": 0})
    assert drain(most=1) == 1
    (row,) = rows(database, "test.long")
    assert (row.state, row.done, row.total) == ("waiting", 1, 3)
    drain()
    assert done == [0, 1, 2]
    (row,) = rows(database, "test.long")
    assert (row.state, row.done) == ("done", 3)


def test_an_errand_writes_what_it_brought_with_its_mark(database: RolledBack, house: House, done: list[Any]) -> None:
    leave(database, "test.errand", {})
    drain()
    assert done == ["gone", "written"]
    leave(database, "test.errand", {"closed": True})
    drain()
    assert [row.state for row in rows(database, "test.errand")] == ["done", "waiting"]


def test_work_that_comes_back_is_left_once_in_each_stretch(database: RolledBack, house: House) -> None:
    for _time in range(2):
        call_recurring(database)
    assert len(rows(database, "tasks.sweep")) == 1
    with clock.at(clock.now() + timedelta(days=1)):
        call_recurring(database)
    assert len(rows(database, "tasks.sweep")) == 2
