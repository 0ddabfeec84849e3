"""A plan week by week, as pages show it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.courses.outline import Outline
from app.enrolments.rules import Stop
from app.planning.days import monday

_DAY = timedelta(days=1)


@dataclass(slots=True)
class Line:
    """One activity of a plan."""

    activity_id: str
    title: str
    minutes: int
    starts_on: date
    due_on: date
    seat: Any = None  # its session, a row with starts_at, state, place, site_name
    is_session: bool = False
    done: bool = False

    @property
    def undated(self) -> bool:
        """A group session that nobody has a date for: the plan only says about when."""
        return self.is_session and self.seat is None and not self.done


@dataclass(slots=True)
class Week:
    """What a calendar week holds; an activity is told in the week it begins, its minutes shared by its working days."""

    monday: date
    minutes: float = 0
    meeting: float = 0
    done: float = 0
    paused: bool = False
    current: bool = False
    lines: list[Line] = field(default_factory=list)


def lines_of(outline: Outline, steps: Iterable[Any], seats: Iterable[Any], done: Iterable[str]) -> list[Line]:
    """The steps in the order of their days, then of the course. `steps`: rows of queries.steps."""
    behind = frozenset(done)
    seated = {row.activity_id: row for row in seats if row.activity_id}
    order = {key: number for number, key in enumerate(outline.activities)}
    found = []
    for row in steps:
        activity = outline.activities.get(row.activity_id)
        if activity is None:
            continue
        found.append(
            Line(
                activity.id, activity.title, row.minutes, row.starts_on, row.due_on, seated.get(activity.id),
                activity.kind == "session", activity.id in behind,
            )
        )  # fmt: skip
    return sorted(found, key=lambda line: (line.starts_on, line.due_on, order[line.activity_id]))


def weeks_of(lines: Iterable[Line], pauses: Iterable[Stop], today: date) -> list[Week]:
    """From the first week of the plan to the last, those without work too."""
    found: dict[date, Week] = {}
    for line in lines:
        days = [day for day in _each(line.starts_on, line.due_on) if day.weekday() < 5] or [line.starts_on]
        for day in days:
            week = found.setdefault(monday(day), Week(monday(day)))
            share = line.minutes / len(days)
            week.minutes += share
            week.meeting += share if line.is_session else 0
            week.done += share if line.done else 0
        found[monday(days[0])].lines.append(line)
    if not found:
        return []
    stops = tuple(pauses)
    first, last = min(found), max(found)
    weeks = []
    while first <= last:
        week = found.get(first) or Week(first)
        week.paused = any(stop.since < first + 5 * _DAY and stop.until > first for stop in stops)
        week.current = first <= today < first + 7 * _DAY
        weeks.append(week)
        first += 7 * _DAY
    return weeks


def _each(first: date, last: date) -> Iterable[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))
