"""The gauge: hours planned and done, of anybody, in any period. One rule, in one place; each figure has its rows.

Done is the sum of the minutes of the ledger, by the moment they happened in Paris. Planned is the personal plan
(`queries/columns.py`, decision 0027). A figure is always the sum of the rows that `rows` gives for its cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.accompaniment.rules import sort_key
from app.core.access import Actor
from app.core.clock import today
from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.conditions import GROUP, folded
from app.courses.outline import Outline, outline
from app.enrolments.groups import queries as groups
from app.enrolments.queries import EnrolmentRow
from app.learning.gauge import Gauge
from app.reporting import policies, queries
from app.reporting.queries.columns import Asked, bounded
from app.reporting.rules import (
    DONE,
    NOTHING,
    PLANNED,
    TOTAL,
    WHOLE,
    Cell,
    Figures,
    Hours,
    Slice,
    goes_by_week,
    slices_of,
    total_of,
)
from app.reporting.scopes import PERSON, Scope

__all__ = [
    "DONE",
    "PLANNED",
    "WHOLE",
    "Cell",
    "Figures",
    "Hours",
    "Line",
    "asked_of",
    "hours",
    "people",
    "rows",
    "totals",
]


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one path of a scope. `name` is a mark without a name for who may not see names."""

    enrolment_id: str
    name: str
    status: str
    starts_on: date
    course: str
    funder: str
    planned: Figures
    done: Figures


def hours(session: Session, actor: Actor, scope: Scope, period: Period = WHOLE) -> Hours:
    """Every figure of a scope in a period, and the same by week, or by month when it is long."""
    asked = asked_of(session, scope)
    drawn = _drawn(session, asked, period)
    cuts = slices_of(drawn)
    planned = queries.by_slice(session, asked, period, PLANNED, cuts)
    done = queries.by_slice(session, asked, period, DONE, cuts)
    cuts[0] = Period(period.start, cuts[0].end)  # without a bound, the first and the last hold what is beyond
    cuts[-1] = Period(cuts[-1].start, period.end)
    slices = tuple(Slice(cut, planned.get(index, NOTHING), done.get(index, NOTHING)) for index, cut in enumerate(cuts))
    return Hours(
        total_of(each.planned for each in slices), total_of(each.done for each in slices), slices, goes_by_week(drawn)
    )


def totals(session: Session, actor: Actor, scope: Scope, period: Period = WHOLE) -> tuple[Figures, Figures]:
    """What was planned and what was done, without the weeks."""
    asked = asked_of(session, scope)
    return queries.totals(session, asked, period, PLANNED), queries.totals(session, asked, period, DONE)


def people(session: Session, actor: Actor, scope: Scope, period: Period = WHOLE) -> list[Line]:
    """The figures of each path of a scope, by name: they add up to those of the scope."""
    asked = asked_of(session, scope)
    planned = queries.by_person(session, asked, period, PLANNED)
    done = queries.by_person(session, asked, period, DONE)
    named = policies.may_see_names(actor)
    lines = [
        Line(
            row.id, row.name if named else without_name(row.id), row.status, row.starts_on, row.course,
            row.funder or "", planned.get(row.id, NOTHING), done.get(row.id, NOTHING),
        )
        for row in queries.people(session, asked)
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (sort_key(line.name), line.enrolment_id))


def rows(
    session: Session, actor: Actor, scope: Scope, period: Period, cell: Cell, limit: int = 0, skip: int = 0
) -> Sequence[AnyRow]:
    """The rows behind one figure, by day: their minutes add up to it. `limit` 0 gives them all."""
    return queries.rows_page(session, asked_of(session, scope), period, cell, limit, skip)


def gauge(session: Session, enrolment: EnrolmentRow, hidden: frozenset[str]) -> Gauge:
    """The same rule for /progression: the whole path of one person, who already knows what is hidden from them."""
    planned, done = queries.of_one_path(session, enrolment.organisation_id, enrolment.id, hidden)
    rows_of = f"/heures/lignes?pour={PERSON}:{enrolment.id}"
    return Gauge(
        planned.total, done.total, planned.on_site, planned.remote, done.on_site, done.remote,
        {
            f"{side}.{mark}": f"{rows_of}&cote={side}&marque={mark}"
            for side in (PLANNED, DONE)
            for mark in (TOTAL, "on_site", "remote")
        },
    )  # fmt: skip


def without_name(enrolment_id: str) -> str:
    """What a path is called for who may not see names: the end of its number."""
    return enrolment_id[-8:]


def _drawn(session: Session, asked: Asked, period: Period) -> Period:
    """The days to draw: the period, or from the first entry to the last planned day where it has no bound."""
    begins, ends = bounded(period)
    if begins and ends:
        return period
    first, last, _count = queries.enrolment_extent(session, asked)
    start = period.start if begins else min(first or today(), period.end)
    end = period.end if ends else max(last or today(), today(), start)
    return Period(start, end)


def asked_of(session: Session, scope: Scope) -> Asked:
    """What the statements need to know: the scope, and what its courses keep for which groups."""
    bare = Asked(scope.organisation_id, scope.kind, scope.id, {})
    return _with_groups(session, bare, [outline(session, key) for key in queries.courses_of(session, bare)])


def _with_groups(session: Session, bare: Asked, courses: Iterable[Outline]) -> Asked:
    kept = {
        activity.id: tuple(condition.groups for condition in activity.conditions if condition.kind == GROUP)
        for course in courses
        for activity in course.conditioned
        if any(condition.kind == GROUP for condition in activity.conditions)
    }
    ids = groups.ids_by_name(session, bare.organisation_id) if kept else {}
    reserved = {
        activity_id: tuple(frozenset(ids.get(folded(name), "") for name in names) for names in conditions)
        for activity_id, conditions in kept.items()
    }
    return replace(bare, reserved=reserved)
