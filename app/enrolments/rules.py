"""The calendar of a path, and how a path may change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from app.core.holidays import easter as easter
from app.core.holidays import french_holidays as french_holidays
from app.core.i18n import N_

_DAY = timedelta(days=1)
STOPS = ("paused", "finished", "left")  # changes after which dates wait…
RESUMES = "resumed"  # …until this one
LONGEST_WAIT = 731  # days between an admission and the entry: two years


# --- Open days ------------------------------------------------------------------------------------------------


def is_open(day: date, closed: frozenset[date]) -> bool:
    """Neither a weekend, nor a public holiday, nor a day the organisation closes."""
    return day.weekday() < 5 and day not in closed and day not in french_holidays(day.year)


def open_days(start: date, closed: frozenset[date]) -> Iterator[date]:
    """The open days from a date on, itself included, without end."""
    day = start
    while True:
        if is_open(day, closed):
            yield day
        day += _DAY


def nth_open_day(start: date, n: int, closed: frozenset[date]) -> date:
    """The n-th open day from a date on; the first is the date itself when it is open."""
    if n < 1:
        raise ValueError("days are counted from 1")
    for count, day in enumerate(open_days(start, closed), 1):
        if count == n:
            return day
    raise AssertionError("open days have no end")


def count_open_days(start: date, end: date, closed: frozenset[date]) -> int:
    """Open days from `start` included to `end` excluded."""
    return sum(is_open(start + _DAY * i, closed) for i in range((end - start).days))


def next_mondays(today: date, count: int, closed: frozenset[date]) -> list[date]:
    """The coming Mondays on which somebody can enter: open ones, today's included."""
    day = today + timedelta(days=-today.weekday() % 7)
    found: list[date] = []
    while len(found) < count:
        if is_open(day, closed):
            found.append(day)
        day += 7 * _DAY
    return found


# --- The personal plan ----------------------------------------------------------------------------------------


class Planned(Protocol):
    """A sequence, as far as dates go: open days of the person's own path, 1 is the entry day."""

    @property
    def id(self) -> str: ...
    @property
    def opens_on_day(self) -> int: ...
    @property
    def due_on_day(self) -> int: ...


class Path(Protocol):
    @property
    def sequences(self) -> Iterable[Planned]: ...


Dates = tuple[date, date]  # opens, due


def plan_dates(starts_on: date, outline: Path, closed: frozenset[date]) -> dict[str, Dates]:
    """When a person who enters on that day opens each sequence and should be done with it, by sequence id."""
    sequences = list(outline.sequences)
    last = max((max(s.opens_on_day, s.due_on_day) for s in sequences), default=0)
    days: list[date] = []
    for day in open_days(starts_on, closed):
        if len(days) >= last:
            break
        days.append(day)
    return {s.id: (days[s.opens_on_day - 1], days[s.due_on_day - 1]) for s in sequences}


def shift(dates: Dates, stopped_on: date, by: int, closed: frozenset[date]) -> Dates:
    """The dates of a sequence after a stop that cost `by` open days: what was due before the stop stays."""
    opens, due = dates
    if due < stopped_on or by <= 0:
        return dates
    return (opens if opens < stopped_on else nth_open_day(opens, by + 1, closed), nth_open_day(due, by + 1, closed))


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause, or an exit somebody came back from: from the day it began to the day they went on."""

    since: date
    until: date


class Changed(Protocol):
    """A change of a path, as far as dates go."""

    @property
    def what(self) -> str: ...
    @property
    def effective_on(self) -> date: ...


def stops(changes: Iterable[Changed], today: date | None = None) -> tuple[Stop, ...]:
    """What the changes of a path, in the order they were noted, say of its stops.

    One that is under way lasts until `today`; it is left out without, as a plan moves only on the day somebody resumes.
    """
    found: list[Stop] = []
    since: date | None = None
    for change in changes:
        if change.what in STOPS:
            since = change.effective_on
        elif change.what == RESUMES and since is not None:
            found.append(Stop(since, change.effective_on))
            since = None
    if since is not None and today is not None:
        found.append(Stop(since, max(since, today)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Somebody's own open days: from their entry, their stops taken into account as `shift` moves a plan."""

    starts_on: date
    stopped: tuple[Stop, ...] = ()
    closed: frozenset[date] = frozenset()
    known: dict[int, date] = field(default_factory=dict, compare=False, repr=False)

    def day(self, n: int) -> date:
        """When the n-th open day of the path falls; 1 is the entry day."""
        found = self.known.get(n)
        if found is None:
            found = nth_open_day(self.starts_on, n, self.closed)
            for stop in self.stopped:
                if found >= stop.since and (lost := count_open_days(stop.since, stop.until, self.closed)):
                    found = nth_open_day(found, lost + 1, self.closed)
            self.known[n] = found
        return found


# --- Status ---------------------------------------------------------------------------------------------------


class Status(StrEnum):
    ADMITTED = "admitted"
    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"
    LEFT = "left"


OPEN = (Status.ADMITTED, Status.ACTIVE, Status.PAUSED)
CLOSED = (Status.FINISHED, Status.LEFT)

STATUS_LABELS = {
    Status.ADMITTED: N_("entrée prévue"),
    Status.ACTIVE: N_("en parcours"),
    Status.PAUSED: N_("en pause"),
    Status.FINISHED: N_("parcours terminé"),
    Status.LEFT: N_("sortie avant la fin"),
}


class Act(StrEnum):
    """What changes a status."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    LEAVE = "leave"


LEADS_TO = {
    Act.START: Status.ACTIVE,
    Act.PAUSE: Status.PAUSED,
    Act.RESUME: Status.ACTIVE,
    Act.FINISH: Status.FINISHED,
    Act.LEAVE: Status.LEFT,
}
ALLOWED_FROM: dict[Act, tuple[Status, ...]] = {
    Act.START: (Status.ADMITTED,),
    Act.PAUSE: (Status.ACTIVE,),
    Act.RESUME: (Status.PAUSED, Status.FINISHED, Status.LEFT),  # coming back is an ordinary act
    Act.FINISH: (Status.ACTIVE,),
    Act.LEAVE: (Status.ADMITTED, Status.ACTIVE, Status.PAUSED),
}


def possible_acts(status: str) -> list[Act]:
    """What can be done with a path that stands there, in the order of a page."""
    return [act for act, origins in ALLOWED_FROM.items() if status in origins]


def act_towards(status: str, wanted: str) -> Act | None:
    """The act that brings a path from one status to another, None when no act does."""
    for act in possible_acts(status):
        if LEADS_TO[act] == wanted:
            return act
    return None


def is_address(text: str) -> bool:
    """Whether this can be an address of e-mail."""
    name, at, host = text.strip().rpartition("@")
    return bool(name and at and "." in host.strip(".")) and " " not in text.strip() and len(text.strip()) <= 254
