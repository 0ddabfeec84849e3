"""Cutting a day into slots, repeating it, and saying what is skipped."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby

from app.core.clock import local, paris
from app.core.i18n import N_

LENGTHS = (20, 30, 45, 60)
PAUSES = (0, 5, 10, 15, 30)
MOST_WEEKS = 53
MOST_SLOTS = 600
FURTHEST = timedelta(days=372)
_WEEK = timedelta(days=7)

Window = tuple[datetime, datetime]


class Skip(StrEnum):
    HOLIDAY = "holiday"
    CLOSED = "closed"
    AWAY = "away"
    BUSY = "busy"
    KNOWN = "known"
    PAST = "past"


SKIPS = {
    Skip.HOLIDAY: N_("jour férié"),
    Skip.CLOSED: N_("jour de fermeture"),
    Skip.AWAY: N_("période bloquée"),
    Skip.BUSY: N_("une séance ou un rendez-vous à cette heure"),
    Skip.KNOWN: N_("un créneau déjà ouvert à cette heure"),
    Skip.PAST: N_("déjà passé"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What an adviser asks for: a stretch of a day, cut up, perhaps each week."""

    day: date
    start: time
    end: time
    length: int
    pause: int = 0
    means: tuple[str, ...] = ()
    until: date | None = None  # each week until that day…
    times: int = 1  # …or so many times
    site_id: str | None = None
    room: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """What would be opened, and what is left out, each with its reason."""

    opened: list[Window] = field(default_factory=list)
    skipped: list[tuple[Window, Skip]] = field(default_factory=list)

    def days(self) -> list[tuple[date, list[Window]]]:
        return [(day, list(found)) for day, found in groupby(self.opened, key=lambda one: local(one[0]).date())]

    def skipped_days(self) -> list[tuple[date, Skip, list[Window]]]:
        found = groupby(self.skipped, key=lambda one: (local(one[0][0]).date(), one[1]))
        return [(day, why, [window for window, _why in those]) for (day, why), those in found]


def days_of(wish: Wish) -> Iterator[date]:
    """The day and its repetitions."""
    for n in range(MOST_WEEKS if wish.until else max(wish.times, 1)):
        day = wish.day + _WEEK * n
        if wish.until and day > wish.until:
            return
        yield day


def windows_of(day: date, wish: Wish) -> Iterator[Window]:
    """The slots of one day: real minutes, so that a change of hour neither loses nor doubles any."""
    at = paris(day, wish.start.hour, wish.start.minute)
    end = paris(day, wish.end.hour, wish.end.minute)
    length, pause = timedelta(minutes=wish.length), timedelta(minutes=wish.pause)
    while at + length <= end:
        yield at, at + length
        at += length + pause


def cut(
    wish: Wish,
    *,
    closed: Collection[date],
    holidays: Iterable[date],
    away: Collection[Window],
    busy: Collection[Window],
    known: Collection[Window],
    moment: datetime,
) -> Cut:
    """What a wish gives, given what is there already."""
    found = Cut()
    feasts = frozenset(holidays)
    for day in days_of(wish):
        for window in windows_of(day, wish):
            why = (
                Skip.HOLIDAY if day in feasts
                else Skip.CLOSED if day in closed
                else Skip.PAST if window[0] <= moment
                else Skip.AWAY if _meets(window, away)
                else Skip.BUSY if _meets(window, busy)
                else Skip.KNOWN if _meets(window, known)
                else None
            )  # fmt: skip
            if why is None:
                found.opened.append(window)
            else:
                found.skipped.append((window, why))
    return found


def _meets(window: Window, others: Collection[Window]) -> bool:
    return any(window[0] < end and start < window[1] for start, end in others)
