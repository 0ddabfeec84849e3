"""The days on which one person can work at their path."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from app.enrolments.rules import Calendar, Stop, is_open

_DAY = timedelta(days=1)
FURTHEST = 3660  # days looked at before giving up: ten years


@dataclass(frozen=True, slots=True)
class Means:
    """What a person can give: minutes in a week, or none for the rhythm of the course, and the days they cannot come.

    `until` is the end that was agreed when the path was extended: what remains is spread as far as that day.
    """

    weekly_minutes: int | None = None
    weekdays_off: frozenset[int] = frozenset()  # 0 Monday … 4 Friday
    days_off: tuple[tuple[date, date], ...] = ()
    until: date | None = None

    def leaves(self, day: date) -> bool:
        """Whether the person can come that day."""
        return day.weekday() not in self.weekdays_off and not any(first <= day <= last for first, last in self.days_off)


def means_kept(means: Means) -> dict[str, Any]:
    """As the database and the journal keep it."""
    return {
        "weekly_minutes": means.weekly_minutes,
        "weekdays_off": sorted(means.weekdays_off),
        "days_off": [[first.isoformat(), last.isoformat()] for first, last in means.days_off],
        "until": means.until.isoformat() if means.until else None,
    }


@dataclass(frozen=True)
class Days:
    """Open days that are the person's too: neither before the entry, nor in a pause, nor one they cannot give."""

    entry: date
    stops: tuple[Stop, ...] = ()
    closed: frozenset[date] = frozenset()
    means: Means = Means()
    calendar: Calendar = field(init=False, compare=False, repr=False)
    _known: dict[date, bool] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "calendar", Calendar(self.entry, self.stops, self.closed))

    def possible(self, day: date) -> bool:
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = (
                day >= self.entry
                and is_open(day, self.closed)
                and self.means.leaves(day)
                and not any(stop.since <= day < stop.until for stop in self.stops)
            )
        return known

    def open(self, day: date) -> date:
        """The day itself if it is possible, else the next that is."""
        for _turn in range(FURTHEST):
            if self.possible(day):
                return day
            day += _DAY
        raise NoDayLeft()

    def some(self, start: date, count: int) -> list[date]:
        """The first possible days from a date on."""
        found: list[date] = []
        while len(found) < count:
            start = self.open(start)
            found.append(start)
            start += _DAY
        return found

    def between(self, first: date, last: date) -> list[date]:
        return [day for day in _each(first, last) if self.possible(day)]

    def stopped_by(self, stops: tuple[Stop, ...]) -> "Days":
        return replace(self, stops=stops)

    def given(self, means: Means) -> "Days":
        return replace(self, means=means)


class NoDayLeft(Exception):
    """The days off leave nothing."""


def _each(first: date, last: date) -> Iterator[date]:
    for turn in range((last - first).days + 1):
        yield first + turn * _DAY


def monday(day: date) -> date:
    """The Monday of its week: weeks are told apart by it."""
    return day - day.weekday() * _DAY


def moved(day: date, since: date, before: Days, after: Days) -> date:
    """A day of a plan once its stops have changed from `since` on: it keeps its rank among the possible days.

    What was due before stays. A pause moves the rest by the days it costs the person; ended earlier, it gives them back.
    """
    if day < since:
        return day
    rank = len(before.between(since, day)) or 1
    return after.some(since, rank)[-1]
