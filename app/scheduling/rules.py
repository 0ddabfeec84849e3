"""Half-days, and what a sound session is."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from app.core.clock import local, paris

NOON = 13  # the morning ends at 13 h in Paris
LONGEST = timedelta(hours=24)
FURTHEST = timedelta(days=731)
LARGEST = 1000


class Half(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


class Place(StrEnum):
    ON_SITE = "on_site"
    REMOTE = "remote"


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
