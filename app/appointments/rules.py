"""What a sound appointment is, and how it can end."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.clock import local, paris
from app.core.i18n import N_

LATE = timedelta(hours=24)  # a cancellation nearer than that is said to be late
SOON = timedelta(days=14)  # when one's own adviser offers nothing within that time, others' slots are shown
SHOWN = timedelta(days=42)  # how far ahead free slots are shown
FURTHEST = timedelta(days=366)
MOST_AHEAD = 3  # appointments that somebody may hold for themselves
LONGEST_TEXT = 500  # of what it is about
LONGEST_NOTE = 5000
SHORTEST, LONGEST = 5, 240  # minutes
MOST_TIMES = 26  # of a series

REMINDERS = {"day": timedelta(days=1), "hours": timedelta(hours=2)}


class Means(StrEnum):
    PLACE = "place"
    PHONE = "phone"
    VIDEO = "video"


MEANS_LABELS = {Means.PLACE: N_("Sur place"), Means.PHONE: N_("Par téléphone"), Means.VIDEO: N_("En visio")}


class Outcome(StrEnum):
    HELD = "held"
    ABSENT = "absent"


class Note(StrEnum):
    SHARED = "shared"
    NEXT = "next"
    TEAM = "team"


class Every(StrEnum):
    WEEK = "week"
    FORTNIGHT = "fortnight"


STEPS = {Every.WEEK: timedelta(days=7), Every.FORTNIGHT: timedelta(days=14)}


def repeated(first: datetime, every: str, times: int) -> Iterator[datetime]:
    """The same hour of Paris, each week or each two weeks, whatever the change of hour."""
    here = local(first)
    step = STEPS.get(Every(every)) if every else None
    for n in range(times if step else 1):
        day = here.date() + (step * n if step else timedelta())
        yield paris(day, here.hour, here.minute)


def shifted(moment: datetime, days: int, hour: int, minute: int) -> datetime:
    """So many days later, at that hour of Paris."""
    return paris(local(moment).date() + timedelta(days=days), hour, minute)


def is_late(starts_at: datetime, moment: datetime) -> bool:
    return starts_at - moment < LATE


def reminder_key(appointment_id: str, revision: int, when: str) -> str:
    return f"appointment:{appointment_id}:{revision}:{when}"


def overlap(start: datetime, end: datetime, others: list[tuple[datetime, datetime]]) -> bool:
    return any(start < until and since < end for since, until in others)


def is_day_off(day: date, closed: frozenset[date], holidays: frozenset[date]) -> bool:
    """Closed by choice, or a public holiday. A Saturday that an adviser names is a day like another."""
    return day in closed or day in holidays
