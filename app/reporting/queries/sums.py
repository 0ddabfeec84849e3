"""Sums of hours, and the rows that make them."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Activity, Course, Edition, EditionActivity
from app.enrolments.freezes import Use, shown_name
from app.enrolments.models import Enrolment
from app.identity.models import Account, Funder
from app.reporting.queries.columns import Asked, rows, within
from app.reporting.rules import DONE, PLANNED, WHOLE, Cell, Figures, instants
from app.reporting.scopes import PERSON
from app.reporting.sql import paris_day, slice_of
from app.scheduling.models import TrainingSession

# The half of each pair that is summed, as a condition on a row; the other half is the rest (rules.Figures)
_SUMMED = (
    ("on_site", "place", "on_site"),
    ("synchronous", "timing", "synchronous"),
    ("individual", "people", "individual"),
    ("accompaniment", "nature", "accompaniment"),
    ("self_study", "guidance", "self_study"),
)
_OTHER = {
    "remote": "on_site", "asynchronous": "synchronous", "collective": "individual", "training": "accompaniment",
    "guided": "self_study",
}  # fmt: skip


def _summed(hour: Any) -> list[ColumnElement[int]]:
    marks = (
        func.sum(case((hour.c[column] == value, hour.c.minutes), else_=0)).label(name)
        for name, column, value in _SUMMED
    )
    return [func.sum(hour.c.minutes).label("total"), *marks]


def figures(row: Any) -> Figures:
    """The sums of a row, the six columns of `_summed` last."""
    return Figures(*(int(value or 0) for value in row[-6:]))


def totals(session: Session, asked: Asked, period: Period, side: str) -> Figures:
    hour = rows(asked, period, side)
    return figures(session.execute(select(*_summed(hour))).one())


@cache
def _of_one_path() -> Select[*tuple[Any, ...]]:
    """Both sides of one whole path, built once: to build it costs ten times what it costs to ask it."""
    organisation_id, enrolment_id = (cast(str, bindparam(name)) for name in ("organisation_id", "enrolment_id"))
    asked = Asked(organisation_id, PERSON, enrolment_id, {}, bindparam("hidden", expanding=True))
    sides = (select(literal(side).label("side"), *_summed(rows(asked, WHOLE, side))) for side in (PLANNED, DONE))
    return select(union_all(*sides).subquery("sides"))


def of_one_path(
    session: Session, organisation_id: str, enrolment_id: str, hidden: Collection[str]
) -> tuple[Figures, Figures]:
    """What is planned and what is done in one whole path; `hidden` are the activities that are not in it."""
    given = {"organisation_id": organisation_id, "enrolment_id": enrolment_id, "hidden": sorted(hidden)}
    found = {row.side: figures(row) for row in session.execute(_of_one_path(), given)}
    return found[PLANNED], found[DONE]


def by_slice(session: Session, asked: Asked, period: Period, side: str, slices: Sequence[Period]) -> dict[int, Figures]:
    """Index of the slice → figures; what falls before the first is in the first, after the last in the last."""
    hour = rows(asked, period, side)
    at = slice_of(hour.c.at, instants(slices))
    if side != DONE:
        at = case((hour.c.at.is_not(None), at), else_=slice_of(hour.c.on_day, [each.start for each in slices]))
    inner = select(at.label("slice"), hour).subquery("sliced")
    statement = select(inner.c.slice, *_summed(inner)).group_by(inner.c.slice).order_by(inner.c.slice)
    return {row.slice: figures(row) for row in session.execute(statement)}


def by_person(session: Session, asked: Asked, period: Period, side: str) -> dict[str, Figures]:
    """Enrolment id → figures."""
    hour = rows(asked, period, side)
    statement = select(hour.c.enrolment_id, *_summed(hour)).group_by(hour.c.enrolment_id)
    return {row.enrolment_id: figures(row) for row in session.execute(statement)}


def people(session: Session, asked: Asked) -> Sequence[AnyRow]:
    """(id, name, status, starts_on, course, funder) of the paths of a scope, by name."""
    return session.execute(
        select(
            Enrolment.id,
            shown_name(Use.FIGURES, Account.name).label("name"),
            Enrolment.status,
            Enrolment.starts_on,
            func.coalesce(Edition.title, Course.slug).label("course"),
            Funder.name.label("funder"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(Funder, Funder.id == Enrolment.funder_id)
        .where(within(asked))
        .order_by(Account.name, Enrolment.id)
    ).all()


def _is(hour: Any, mark: str) -> list[ColumnElement[bool]]:
    """The rows that a mark counts: exactly those that `_summed` adds, or exactly the others."""
    for name, column, value in _SUMMED:
        if mark == name:
            return [hour.c[column] == value]
        if _OTHER.get(mark) == name:
            return [func.coalesce(hour.c[column], "") != value]
    return []


def rows_page(
    session: Session, asked: Asked, period: Period, cell: Cell, limit: int = 0, skip: int = 0
) -> Sequence[AnyRow]:
    """The rows behind a figure, by day; `limit` 0 gives them all.

    Columns: source, id, day, at, minutes, place, timing, people, guidance, nature, corrects_id, enrolment_id, learner,
    activity_id, session_id, title (of the activity, else of the session), activity_kind, course.
    """
    hour = rows(asked, period, cell.side)
    day = case((hour.c.at.is_not(None), paris_day(hour.c.at)), else_=hour.c.on_day).label("day")
    its_course, its_edition = aliased(Course), aliased(Edition)
    statement = (
        select(
            hour.c.source, hour.c.id, day, hour.c.at, hour.c.minutes, hour.c.place, hour.c.timing, hour.c.people,
            hour.c.guidance, hour.c.nature, hour.c.corrects_id, hour.c.enrolment_id,
            shown_name(Use.FIGURES, Account.name).label("learner"),
            hour.c.activity_id, hour.c.session_id,
            func.coalesce(EditionActivity.title, TrainingSession.title, Activity.key, "").label("title"),
            Activity.kind.label("activity_kind"), func.coalesce(its_edition.title, its_course.slug).label("course"),
        )
        .select_from(hour)
        .outerjoin(Enrolment, Enrolment.id == hour.c.enrolment_id)
        .outerjoin(Account, Account.id == Enrolment.learner_id)
        .outerjoin(its_course, its_course.id == Enrolment.course_id)
        .outerjoin(
            its_edition,
            and_(its_edition.course_id == its_course.id, its_edition.number == its_course.edition_number),
        )
        .outerjoin(
            EditionActivity,
            and_(EditionActivity.edition_id == its_edition.id, EditionActivity.activity_id == hour.c.activity_id),
        )
        .outerjoin(Activity, Activity.id == hour.c.activity_id)
        .outerjoin(TrainingSession, TrainingSession.id == hour.c.session_id)
        .where(*_is(hour, cell.mark))
        .order_by(day, hour.c.at, hour.c.enrolment_id, hour.c.id)
    )  # fmt: skip
    if limit:
        statement = statement.limit(limit).offset(skip)
    return session.execute(statement).all()
