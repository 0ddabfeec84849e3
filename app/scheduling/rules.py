"""Half-days, what a sound session is, and when a series takes place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.core.clock import local, paris
from app.enrolments.rules import french_holidays

NOON = 13  # the morning ends at 13 h in Paris
LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=731)
LARGEST = 1000
USUAL = 12  # places of a session, unless told
SERIES_AT_MOST = 100  # sessions planned together
LONGEST_ORDER = 10_000  # characters of a running order


class Half(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


class Place(StrEnum):
    ON_SITE = "on_site"
    REMOTE = "remote"
    HYBRID = "hybrid"  # each person says where they are: on site, or at a distance


class Classroom(StrEnum):
    """Where a session at a distance is held; what works here is known upstairs, in classrooms."""

    BBB = "bbb"
    JITSI = "jitsi"
    LINK = "link"


class People(StrEnum):
    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


class State(StrEnum):
    BOOKED = "booked"
    WAITING = "waiting"


class HalfDay(NamedTuple):
    """A part of a session that is signed for: a day, morning or afternoon, and its minutes."""

    day: date
    half: Half
    minutes: int


def half_days(starts_at: datetime, ends_at: datetime) -> list[HalfDay]:
    """The half-days that a session touches, in order; their minutes add up to the whole session."""
    found: list[HalfDay] = []
    counted, at = 0, starts_at
    while at < ends_at:
        here = local(at)
        day = here.date()
        morning = here.hour < NOON
        border = paris(day, NOON) if morning else paris(day + timedelta(days=1), 0)
        until = min(border, ends_at)
        so_far = int((until - starts_at).total_seconds()) // 60
        if so_far > counted:
            found.append(HalfDay(day, Half.MORNING if morning else Half.AFTERNOON, so_far - counted))
        counted, at = so_far, until
    return found


def half_day_of(parts: Iterable[HalfDay], half: str, day: date | None) -> HalfDay | None:
    """The half-day meant by « matin » or « après-midi », on the first such day when none is named."""
    for part in parts:
        if part.half == half and day in (None, part.day):
            return part
    return None


def starts_of(part: HalfDay, starts_at: datetime) -> datetime:
    """When the session begins in that half-day."""
    return max(starts_at, paris(part.day, 0 if part.half is Half.MORNING else NOON))


# --- Overlaps -------------------------------------------------------------------------------------------------


class Held(Protocol):
    """What takes time: a session, a seat, a wish."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def overlap(one: Held, other: Held) -> bool:
    """Whether they share a minute; one that ends when the other begins does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


# --- Series ---------------------------------------------------------------------------------------------------


class Every(StrEnum):
    WEEK = "week"
    FORTNIGHT = "fortnight"
    DAYS = "days"  # each of the chosen days of the week


class WhySkipped(StrEnum):
    HOLIDAY = "holiday"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often a session comes back: until a day, or that many times. `weekdays`: 0 is Monday, for `Every.DAYS`."""

    every: Every
    until: date | None = None
    times: int | None = None
    weekdays: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a series, and those that were passed over, with why."""

    kept: tuple[date, ...]
    skipped: tuple[tuple[date, WhySkipped], ...]
    cut: bool = False  # more were asked than are planned together


def days_of(first: date, how: Recurrence, closed: frozenset[date]) -> Days:
    """The days of a series from its first one on; holidays and closed days are passed over, weekends are not.

    `times` counts sessions that take place: one passed over is made up for at the end.
    """
    kept: list[date] = []
    skipped: list[tuple[date, WhySkipped]] = []
    last = min(how.until or date.max, first + FURTHEST)
    step = timedelta(days={Every.WEEK: 7, Every.FORTNIGHT: 14, Every.DAYS: 1}[how.every])
    wanted = how.weekdays or {first.weekday()}
    day = first
    while day <= last and (how.times is None or len(kept) < how.times):
        if how.every is not Every.DAYS or day.weekday() in wanted:
            if day in french_holidays(day.year):
                skipped.append((day, WhySkipped.HOLIDAY))
            elif day in closed:
                skipped.append((day, WhySkipped.CLOSED))
            elif len(kept) == SERIES_AT_MOST:
                return Days(tuple(kept), tuple(skipped), cut=True)
            else:
                kept.append(day)
        day += step
    return Days(tuple(kept), tuple(skipped))


class Span(NamedTuple):
    """From an instant to another."""

    starts_at: datetime
    ends_at: datetime


def span_on(day: date, start: time, end: time, *, overnight: bool = False) -> Span:
    """What the clocks of Paris call from `start` to `end` on a day; `overnight` ends on the next one."""
    until = day + timedelta(days=1) if overnight else day
    return Span(paris(day, start.hour, start.minute), paris(until, end.hour, end.minute))


def moved_like(was: Span, first: Span, now: Span) -> Span:
    """Where a session of a series goes when the first one goes from `first` to `now`.

    As many days later, at the same hours of the clocks on the wall, whatever the season.
    """
    shift = local(now.starts_at).date() - local(first.starts_at).date()
    day = local(was.starts_at).date() + shift
    starts, ends = local(now.starts_at), local(now.ends_at)
    nights = ends.date() - starts.date()
    return Span(paris(day, starts.hour, starts.minute), paris(day + nights, ends.hour, ends.minute))
