"""The weekly statement of hours, for people under a *contrat d'engagement*: Monday to Sunday, in Paris."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.attendance.rules import ABSENCES
from app.core.access import Actor
from app.core.clock import today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.core.periods import EARLIEST, Period
from app.enrolments.rules import Stop, stops
from app.reporting import hours
from app.reporting.queries import weeks as queries
from app.reporting.rules import monday, month_of, weeks_in
from app.reporting.scopes import PERSON, Scope

MOST_WEEKS = 53


@dataclass(frozen=True, slots=True)
class Absence:
    day: date
    half_day: str
    minutes: int
    reason: str  # in words: that of the list, then what was written
    code: str  # a key of attendance.rules.ABSENCES; empty: not said
    title: str  # of the session


@dataclass(frozen=True, slots=True)
class Week:
    """Minutes of one week. `expected` None: nothing is expected then. `declared` is beside, never added."""

    period: Period
    sessions: int
    appointments: int
    worked: int
    declared: int
    expected: int | None
    absences: tuple[Absence, ...]
    over: bool

    @property
    def done(self) -> int:
        return self.sessions + self.appointments + self.worked

    @property
    def reached(self) -> bool | None:
        return None if self.expected is None else self.done >= self.expected

    @property
    def result(self) -> str:
        """A key of words.RESULTS."""
        if self.reached is None:
            return "nothing"
        return "reached" if self.reached else "missed" if self.over else "open"


@dataclass(frozen=True, slots=True)
class Statement:
    """The weeks of one path, with what was done since its start up to the end of the last week, and in the month asked."""

    enrolment_id: str
    name: str
    weekly_hours_due: int | None
    weekly_hours_from: date | None
    weeks: tuple[Week, ...]
    month: Period
    done_in_month: int
    done_since_start: int


def statements(session: Session, actor: Actor, scope: Scope, period: Period) -> list[Statement]:
    """One statement for each path of a scope that hours are expected of; for a person, whether they are or not.

    Weeks are whole: those that the period touches. The number of SQL statements does not depend on how many people.
    """
    weeks, whole = weeks_of(period), whole_weeks(period)
    asked = hours.asked_of(session, scope)
    people = queries.committed(session, asked, whole, all_of_them=scope.kind == PERSON)
    done: dict[tuple[str, int], Any] = {
        (row.enrolment_id, row.week): row for row in queries.done_by_week(session, asked, weeks)
    }
    declared = {
        (row.enrolment_id, row.week): int(row.minutes) for row in queries.declared_by_week(session, asked, weeks)
    }
    month = month_of(period.end)
    until = {row.enrolment_id: row for row in queries.done_until(session, asked, Period(EARLIEST, whole.end), month)}
    missed: dict[str, list[Any]] = defaultdict(list)
    for row in queries.absences(session, asked, weeks):
        missed[row.enrolment_id].append(row)
    changes: dict[str, list[Any]] = defaultdict(list)
    for row in queries.stops(session, asked):
        changes[row.enrolment_id].append(row)
    found = []
    for person in people:
        stopped = stops(changes[person.id], today())
        lines = []
        for index, week in enumerate(weeks):
            minutes = done.get((person.id, index))
            lines.append(
                Week(
                    week,
                    int(minutes.sessions) if minutes else 0,
                    int(minutes.appointments) if minutes else 0,
                    int(minutes.worked) if minutes else 0,
                    declared.get((person.id, index), 0),
                    expected(person, week, stopped),
                    tuple(
                        Absence(row.day, row.half_day, row.minutes, _why(row), row.reason_code, row.title)
                        for row in missed[person.id]
                        if week.start <= row.day <= week.end
                    ),
                    week.end < today(),
                )
            )
        so_far = until.get(person.id)
        found.append(
            Statement(
                person.id, person.name, person.weekly_hours_due, person.weekly_hours_from, tuple(lines), month,
                int(so_far.lately) if so_far else 0, int(so_far.whole) if so_far else 0,
            )
        )  # fmt: skip
    return found


def expected(person: Any, week: Period, stopped: Sequence[Stop]) -> int | None:
    """Minutes expected of somebody in a week: from the day of their contract to their exit, a week of pause left out."""
    if person.weekly_hours_due is None:
        return None
    first = max(person.weekly_hours_from or person.starts_on, person.starts_on)
    if week.end < first or (person.closed_on is not None and week.start > person.closed_on):
        return None
    if any(stop.since <= week.start and stop.until > week.end for stop in stopped):
        return None
    return int(person.weekly_hours_due) * 60


def _why(row: Any) -> str:
    known = ABSENCES.get(row.reason_code)
    return " : ".join(part for part in (_(known.label) if known else "", row.reason) if part)


def whole_weeks(period: Period) -> Period:
    """The days of the weeks that a period touches."""
    return Period(monday(period.start), monday(period.end) + timedelta(days=6))


def weeks_of(period: Period) -> list[Period]:
    """The weeks of a statement; a year of them at most."""
    weeks = weeks_in(period) if (period.end - period.start).days <= 7 * MOST_WEEKS else []
    if not weeks or len(weeks) > MOST_WEEKS + 1:
        message = _("Un relevé couvre un an au plus. Choisissez une période plus courte.")
        raise Invalid(message, [FieldError("du", message)])
    return weeks
