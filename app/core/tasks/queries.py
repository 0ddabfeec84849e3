"""The rows of work: leaving them, taking the next, marking what became of it."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Table,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.aftermath import if_kept
from app.core.clock import now
from app.core.db import AnyRow
from app.core.ids import new_id
from app.core.live.bell import WORK
from app.core.live.carrying import carry
from app.core.tasks.alarm import ring
from app.core.tasks.models import DONE, FAILED, RUNNING, WAITING, Task
from app.core.tasks.registry import Next, Payload

KEPT = timedelta(days=30)  # how long what is done can still be looked at
PATIENCE = timedelta(minutes=10)  # an errand that gives no sign for so long was interrupted: it is done again

# After a failure: wait so long before the next try. Two days in all, so that a day without mail loses nothing.
DELAYS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 30, 60, 120, 240, 480, 720, 1440))


_tasks = cast(Table, Task.__table__)
_NEW = insert(_tasks)
_ONCE = {
    "sqlite": sqlite.insert(_tasks).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_tasks).on_conflict_do_nothing(),
}


def later(
    session: Session,
    name: str,
    payload: Payload,
    *,
    organisation_id: str | None = None,
    asked_by: str | None = None,
    key: str | None = None,
    due_at: datetime | None = None,
) -> str:
    """Leave work to be done once this transaction is kept, or from `due_at` on; the id of its row.

    The same `key` leaves the same work once: the id given then is of no row.
    """
    session.flush()
    connection = session.connection()
    row = {
        "id": new_id(), "organisation_id": organisation_id, "asked_by": asked_by, "name": name, "key": key,
        "payload": payload, "state": WAITING, "due_at": due_at or now(), "attempts": 0, "done": 0, "total": 0,
        "error": "", "created_at": now(),
    }  # fmt: skip
    if key is None:
        connection.execute(_NEW, row)
    else:
        connection.execute(_ONCE[connection.dialect.name], row)
    if due_at is None or due_at <= now():
        if_kept(session, ring)
        carry(session, WORK)
    return str(row["id"])


_UNLESS_STARTED = delete(_tasks).where(_tasks.c.key == bindparam("of_key"), _tasks.c.state == WAITING)


def unless_started(session: Session, key: str) -> None:
    """Take back work that waits under a key: what it was for has changed."""
    session.flush()
    session.connection().execute(_UNLESS_STARTED, {"of_key": key})


_DUE = (
    select(_tasks.c.id, _tasks.c.name, _tasks.c.payload, _tasks.c.attempts)
    .where(
        or_(
            (_tasks.c.state == WAITING) & (_tasks.c.due_at <= bindparam("moment", type_=_tasks.c.due_at.type)),
            (_tasks.c.state == RUNNING) & (_tasks.c.locked_until <= bindparam("moment", type_=_tasks.c.due_at.type)),
        )
    )
    .order_by(_tasks.c.due_at, _tasks.c.id)
    .limit(1)
)
_TO_DO = _DUE.with_for_update(skip_locked=True)


def anything_due(session: Session) -> bool:
    return session.connection().execute(_DUE, {"moment": now()}).first() is not None


def next_due(session: Session) -> AnyRow | None:
    """(id, name, payload, attempts) of the oldest work that is due, locked until the transaction ends."""
    return session.connection().execute(_TO_DO, {"moment": now()}).first()


def _set(session: Session, task_id: str, **values: Any) -> None:
    session.connection().execute(update(_tasks).where(_tasks.c.id == task_id).values(**values))


def mark_on_its_way(session: Session, task_id: str) -> None:
    _set(session, task_id, state=RUNNING, locked_until=now() + PATIENCE)


def mark_done(session: Session, task_id: str) -> None:
    _set(session, task_id, state=DONE, finished_at=now(), locked_until=None, error="", done=_tasks.c.total)


def mark_next(session: Session, task_id: str, following: Next) -> None:
    _set(
        session, task_id, state=WAITING, due_at=now(), payload=following.payload, done=following.done,
        total=following.total, attempts=0, locked_until=None,
    )  # fmt: skip


def mark_missed(session: Session, task_id: str, attempts: int, error: str) -> bool:
    """Try again later, or give up; whether it was given up."""
    hopeless = attempts >= len(DELAYS)
    _set(
        session, task_id, attempts=attempts + 1, error=error[:2000], locked_until=None,
        state=FAILED if hopeless else WAITING, due_at=now() + DELAYS[min(attempts, len(DELAYS) - 1)],
        finished_at=now() if hopeless else None,
    )  # fmt: skip
    return hopeless


def sweep(session: Session) -> int:
    """Forget what was done long ago; how many rows."""
    gone = session.connection().execute(
        delete(_tasks).where(_tasks.c.state == DONE, _tasks.c.finished_at < now() - KEPT)
    )
    return cast(CursorResult[Any], gone).rowcount
