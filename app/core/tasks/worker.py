"""Carrying out what acts have left: beside the server, or in a process of its own (`bidaide worker`)."""

from datetime import UTC, datetime
from threading import Event, Thread

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from structlog import get_logger

from app.core.clock import now
from app.core.db import Database, database
from app.core.tasks import alarm
from app.core.tasks import queries as rows
from app.core.tasks.registry import Next, Payload, errands, every, recurring, tasks

log = get_logger()

IDLE = 5.0  # seconds between two looks when nobody rings
_ORIGIN = datetime(2020, 1, 1, tzinfo=UTC)


def run_one(house: Database) -> bool:
    """Do the oldest work that is due; False when there is none."""
    with house.reading() as session:
        if not rows.anything_due(session):
            return False
    try:
        return _run_next(house)
    except _Missed as missed:
        with house.writing() as session:
            hopeless = rows.mark_missed(session, missed.task_id, missed.attempts, missed.error)
        log.warning("task", name=missed.name, id=missed.task_id, error=missed.error, given_up=hopeless)
        return True


class _Missed(Exception):
    def __init__(self, task_id: str, name: str, attempts: int, error: str) -> None:
        super().__init__(error)
        self.task_id, self.name, self.attempts, self.error = task_id, name, attempts, error


def _run_next(house: Database) -> bool:
    with house.writing() as session:
        row = rows.next_due(session)
        if row is None:
            return False
        if row.name in errands:
            rows.mark_on_its_way(session, row.id)
        else:
            try:
                act = tasks[row.name]
                following = act(session, row.payload)
                session.flush()
            except Exception as error:  # whatever it is, the row keeps it and is tried again
                raise _Missed(row.id, row.name, row.attempts, _told(error)) from error
            if following is None:
                rows.mark_done(session, row.id)
            else:
                rows.mark_next(session, row.id, following)
            return True
    _go(house, row.id, row.name, row.payload, row.attempts)
    return True


def _go(house: Database, task_id: str, name: str, payload: Payload, attempts: int) -> None:
    try:
        outcome = errands[name](payload)
        with house.writing() as session:
            if isinstance(outcome, Next):
                rows.mark_next(session, task_id, outcome)
                return
            if outcome is not None:
                outcome(session)
            rows.mark_done(session, task_id)
    except Exception as error:
        raise _Missed(task_id, name, attempts, _told(error)) from error


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


@every("tasks.sweep", minutes=24 * 60)
def _sweep(session: Session) -> None:
    rows.sweep(session)


def call_recurring(house: Database) -> None:
    """Leave a row for each work that comes back, once in each stretch of time."""
    with house.writing() as session:
        for name, work in recurring.items():
            stretch = int((now() - _ORIGIN) / work.interval)
            rows.later(session, name, {}, key=f"{name}:{stretch}")


def drain(*, most: int = 10_000) -> int:
    """Do all that is due now, in this thread; how many pieces of work. For commands and tests."""
    for count in range(most):
        if not run_one(database()):
            return count
    return most


def run_for_ever(stop: Event) -> None:
    """The worker itself, until `stop` is set."""
    stretch = None
    while not stop.is_set():
        try:
            minute = now().replace(second=0, microsecond=0)
            if minute != stretch:
                call_recurring(database())
                stretch = minute
            while not stop.is_set() and run_one(database()):
                pass
        except DBAPIError as error:  # the database is away: what waits there waits
            log.warning("worker", error=str(error))
        except Exception as error:  # a mistake of the house must not stop all other work
            log.error("worker", error=repr(error), exc_info=True)
        alarm.wait(IDLE)


class Beside:
    """The worker of a server process."""

    def __init__(self) -> None:
        self._stop = Event()
        self._thread = Thread(target=run_for_ever, args=(self._stop,), name="worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let the work under way end, for a while."""
        self._stop.set()
        alarm.ring()
        self._thread.join(timeout=10)


def start_beside_the_server() -> Beside:
    return Beside()
