"""The only place that knows what time it is. Stored times are UTC; people read the time of Paris."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

_frozen: datetime | None = None  # for the whole process, from the CLOCK setting
_travel: ContextVar[datetime | None] = ContextVar("clock_travel", default=None)


def now() -> datetime:
    """This instant, aware, in UTC."""
    return _travel.get() or _frozen or datetime.now(UTC)


def today() -> date:
    """The day it is in Paris."""
    return now().astimezone(PARIS).date()


def freeze(moment: datetime | None) -> None:
    """Stop the clock of this process at a moment (settings CLOCK); None lets it run."""
    global _frozen
    _frozen = moment.astimezone(UTC) if moment else None


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live one block of code at another moment: how demonstration histories and tests are made."""
    token = _travel.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _travel.reset(token)


def elsewhere() -> bool:
    """Whether the code under way lives at another moment (`at`): what happens in a story is news for nobody."""
    return _travel.get() is not None


def paris(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """The instant of a wall-clock time in Paris, in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The same instant as Paris reads it."""
    return moment.astimezone(PARIS)
