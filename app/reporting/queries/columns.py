"""Every hour is one row with the same columns, whether it was planned or done; figures sum these rows, and pages show them.

Done is the ledger and nothing else. Planned is the personal plan: its activities on the day they are due, on the day of
their session when there is a seat, and the sessions with a seat that no activity of the plan stands for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    FromClause,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    extract,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app.core.db import Moment
from app.core.periods import EARLIEST, LATEST, Period
from app.courses.models import Course, Edition, EditionActivity
from app.enrolments.models import Enrolment, GroupMember, PlanItem
from app.learning.conditions import KEPT
from app.learning.models import ActivityState
from app.ledger.models import LedgerEntry
from app.planning.models import PlanOmission, PlanStep
from app.reporting.rules import DONE, PLANNED
from app.reporting.sql import minutes_between, paris_day
from app.scheduling.models import Booking, TrainingSession

ENTRY, STEP, SESSION = "entry", "step", "session"  # where a row comes from

# Activities kept for groups: activity id → for each condition, the ids of the groups that it names
Reserved = Mapping[str, tuple[frozenset[str], ...]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose hours, and what is kept for which groups in the courses they follow."""

    organisation_id: str
    kind: str
    id: str
    reserved: Reserved
    # activities already known not to be in the one path asked about; or the name under which they will be given
    hidden: frozenset[str] | BindParameter[str] = frozenset()


def here(column: Any, asked: Asked) -> list[ColumnElement[bool]]:
    """The organisation of a row. Not said again for one path, whose own condition is the wall: SQLite would take the index
    of the organisation, and read everybody's rows."""
    return [] if asked.kind == "person" else [column == asked.organisation_id]


def within(asked: Asked) -> ColumnElement[bool]:
    """The paths of a scope, as a condition on Enrolment."""
    ours = Enrolment.organisation_id == asked.organisation_id
    if asked.kind == "organisation":
        return ours
    if asked.kind == "person":
        return and_(ours, Enrolment.id == asked.id)
    if asked.kind == "adviser":
        return and_(ours, Enrolment.adviser_id == asked.id)
    if asked.kind == "course":
        return and_(ours, Enrolment.course_id == asked.id)
    if asked.kind == "funder":
        return and_(ours, Enrolment.funder_id == asked.id)
    if asked.kind == "entry":
        first = date.fromisoformat(f"{asked.id}-01")
        in_month = (extract("year", Enrolment.starts_on) == first.year) & (
            extract("month", Enrolment.starts_on) == first.month
        )
        return and_(ours, in_month)
    if asked.kind == "group":
        return and_(
            ours,
            exists().where(
                GroupMember.group_id == asked.id, GroupMember.enrolment_id == Enrolment.id, GroupMember.until.is_(None)
            ),
        )
    return false()


def rows(asked: Asked, period: Period, side: str) -> FromClause:
    """Every hour of one side: source, id, enrolment_id, activity_id, session_id, at or on_day, minutes and the marks."""
    if side == DONE:
        return _done(asked, period).subquery("hour")
    seat = _seats(asked)
    parts = (
        _seated(asked, period, seat),
        _from_steps(asked, period, seat),
        _from_items(asked, period, seat),
    )
    return union_all(*parts).subquery("hour")


def bounded(period: Period) -> tuple[bool, bool]:
    """Whether a period has a beginning, and an end."""
    return period.start > EARLIEST, period.end < LATEST


def _instants(column: Any, period: Period) -> list[ColumnElement[bool]]:
    begins, ends = bounded(period)
    found = [column >= period.since] if begins else []
    return [*found, column < period.until] if ends else found


def _days(column: Any, period: Period) -> list[ColumnElement[bool]]:
    begins, ends = bounded(period)
    found = [column >= period.start] if begins else []
    return [*found, column <= period.end] if ends else found


# --- Done -----------------------------------------------------------------------------------------------------


def _done(asked: Asked, period: Period) -> Select[*tuple[Any, ...]]:
    """Ledger entries that carry minutes. A correction is one of them: it bears the moment of the half-day it corrects."""
    statement: Select[*tuple[Any, ...]] = select(
        literal(ENTRY).label("source"),
        LedgerEntry.id,
        LedgerEntry.enrolment_id,
        LedgerEntry.activity_id,
        LedgerEntry.session_id,
        LedgerEntry.occurred_at.label("at"),
        cast(null(), Date).label("on_day"),
        LedgerEntry.minutes,
        LedgerEntry.place,
        LedgerEntry.timing,
        LedgerEntry.people,
        LedgerEntry.guidance,
        LedgerEntry.nature,
        LedgerEntry.corrects_id,
        LedgerEntry.kind,
    ).where(
        *here(LedgerEntry.organisation_id, asked),
        LedgerEntry.minutes != literal_column("0"),  # as the index says it, not as a parameter
        *_instants(LedgerEntry.occurred_at, period),
    )
    if asked.kind == "organisation":
        return statement
    return statement.where(LedgerEntry.enrolment_id.in_(select(Enrolment.id).where(within(asked))))


# --- Planned --------------------------------------------------------------------------------------------------


def _seats(asked: Asked) -> Any:
    """The seats of these people in sessions that were not cancelled: one for each activity, the latest; each of the rest.

    Whoever missed a session and booked it again is planned once, on the new day.
    """
    rank = func.row_number().over(
        partition_by=(Booking.enrolment_id, func.coalesce(TrainingSession.activity_id, TrainingSession.id)),
        order_by=(TrainingSession.starts_at.desc(), TrainingSession.id.desc()),
    )
    statement = (
        select(
            Booking.enrolment_id,
            TrainingSession.id.label("session_id"),
            TrainingSession.activity_id,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            case((TrainingSession.place == "hybrid", Booking.place), else_=TrainingSession.place).label("place"),
            TrainingSession.people,
            rank.label("rank"),
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .join(Enrolment, Enrolment.id == Booking.enrolment_id)
        .where(
            *here(Booking.organisation_id, asked),
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
            within(asked),
        )
    )
    ranked = statement.subquery("ranked")
    return select(ranked).where(ranked.c.rank == 1).cte("seat")


def _seated(asked: Asked, period: Period, seat: Any) -> Select[*tuple[Any, ...]]:
    """Every seat, on the day of its session: for the time that the plan gives to its activity, or for its own when no
    activity of the plan stands for it (appointments, what was added by hand)."""
    in_plan = or_(PlanStep.activity_id.is_not(None), PlanItem.sequence_id.is_not(None))
    statement = select(
        case((in_plan, STEP), else_=SESSION).label("source"),
        case((in_plan, seat.c.activity_id), else_=seat.c.session_id).label("id"),
        Enrolment.id.label("enrolment_id"),
        seat.c.activity_id.label("activity_id"),
        seat.c.session_id.label("session_id"),
        seat.c.starts_at.label("at"),
        cast(null(), Date).label("on_day"),
        case(
            (in_plan, func.coalesce(PlanStep.minutes, EditionActivity.minutes)),
            else_=minutes_between(seat.c.starts_at, seat.c.ends_at),
        ).label("minutes"),
        seat.c.place.label("place"),
        literal("synchronous").label("timing"),
        seat.c.people.label("people"),
        literal("training").label("guidance"),
        case((seat.c.people == "individual", "accompaniment"), else_="training").label("nature"),
        cast(null(), String).label("corrects_id"),
        literal(PLANNED).label("kind"),
    )
    return (
        statement.select_from(seat)
        .join(Enrolment, Enrolment.id == seat.c.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, _current())
        .outerjoin(
            EditionActivity,
            (EditionActivity.edition_id == Edition.id) & (EditionActivity.activity_id == seat.c.activity_id),
        )
        .outerjoin(
            PlanStep, (PlanStep.enrolment_id == Enrolment.id) & (PlanStep.activity_id == EditionActivity.activity_id)
        )
        .outerjoin(
            PlanItem, (PlanItem.enrolment_id == Enrolment.id) & (PlanItem.sequence_id == EditionActivity.sequence_id)
        )
        .outerjoin(ActivityState, _passed_over(seat.c.activity_id))
        .where(
            ActivityState.activity_id.is_(None),
            *_instants(seat.c.starts_at, period),
            or_(Enrolment.closed_on.is_(None), paris_day(seat.c.starts_at) <= Enrolment.closed_on),
            not_(_left_out()),
            *_kept_for_others(asked),
        )
    )


def _from_steps(asked: Asked, period: Period, seat: Any) -> Select[*tuple[Any, ...]]:
    """The activities of plans drawn day by day, those with a seat left out."""
    return (
        _activities(asked, period, seat, PlanStep.due_on, PlanStep.minutes)
        .select_from(PlanStep)
        .join(Enrolment, Enrolment.id == PlanStep.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, _current())
        .join(
            EditionActivity,
            (EditionActivity.edition_id == Edition.id) & (EditionActivity.activity_id == PlanStep.activity_id),
        )
        .outerjoin(seat, (seat.c.enrolment_id == Enrolment.id) & (seat.c.activity_id == EditionActivity.activity_id))
        .outerjoin(ActivityState, _passed_over(EditionActivity.activity_id))
        .where(*here(PlanStep.organisation_id, asked))
    )


def _from_items(asked: Asked, period: Period, seat: Any) -> Select[*tuple[Any, ...]]:
    """The activities that have no day of their own: those of older plans, and what came into the path since. Each on the day
    its sequence is due."""
    return (
        _activities(asked, period, seat, PlanItem.due_on, EditionActivity.minutes)
        .select_from(PlanItem)
        .join(Enrolment, Enrolment.id == PlanItem.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, _current())
        .join(
            EditionActivity,
            (EditionActivity.edition_id == Edition.id) & (EditionActivity.sequence_id == PlanItem.sequence_id),
        )
        .outerjoin(seat, (seat.c.enrolment_id == Enrolment.id) & (seat.c.activity_id == EditionActivity.activity_id))
        .outerjoin(ActivityState, _passed_over(EditionActivity.activity_id))
        .where(*here(PlanItem.organisation_id, asked), not_(_has_its_step()))
    )


def _activities(asked: Asked, period: Period, seat: Any, due_on: Any, minutes: Any) -> Select[*tuple[Any, ...]]:
    """The columns and conditions of an activity in a plan, on the day it is due."""
    alone = and_(EditionActivity.kind == "session", EditionActivity.people == "individual")
    return select(
        literal(STEP).label("source"),
        EditionActivity.activity_id.label("id"),
        Enrolment.id.label("enrolment_id"),
        EditionActivity.activity_id.label("activity_id"),
        cast(null(), String).label("session_id"),
        cast(null(), Moment()).label("at"),
        due_on.label("on_day"),
        minutes.label("minutes"),
        EditionActivity.place.label("place"),
        EditionActivity.timing.label("timing"),
        EditionActivity.people.label("people"),
        EditionActivity.guidance.label("guidance"),
        case((alone, "accompaniment"), else_="training").label("nature"),
        cast(null(), String).label("corrects_id"),
        literal(PLANNED).label("kind"),
    ).where(
        within(asked),
        *_days(due_on, period),
        or_(Enrolment.closed_on.is_(None), due_on <= Enrolment.closed_on),
        seat.c.session_id.is_(None),
        ActivityState.activity_id.is_(None),
        not_(_left_out()),
        *_kept_for_others(asked),
    )


def _current() -> ColumnElement[bool]:
    return (Edition.course_id == Course.id) & (Edition.number == Course.edition_number)


def _passed_over(activity_id: Any) -> ColumnElement[bool]:
    """What the person has passed over: they had it already. Joined, and wanted absent."""
    return and_(
        ActivityState.enrolment_id == Enrolment.id,
        ActivityState.activity_id == activity_id,
        ActivityState.state == literal_column("'skipped'"),
    )


def _has_its_step() -> ColumnElement[bool]:
    return (
        exists()
        .where(PlanStep.enrolment_id == Enrolment.id, PlanStep.activity_id == EditionActivity.activity_id)
        .correlate(Enrolment, EditionActivity)
    )


def _left_out() -> ColumnElement[bool]:
    return (
        exists()
        .where(PlanOmission.enrolment_id == Enrolment.id, PlanOmission.sequence_id == EditionActivity.sequence_id)
        .correlate(Enrolment, EditionActivity)
    )


def _kept_for_others(asked: Asked) -> list[ColumnElement[bool]]:
    """What is kept for a group that the person is not in is not in their path, unless they did it: `is_reserved` in SQL."""
    found: list[ColumnElement[bool]] = []
    hidden = asked.hidden if isinstance(asked.hidden, BindParameter) else sorted(asked.hidden)
    if isinstance(hidden, BindParameter) or hidden:
        found.append(func.coalesce(EditionActivity.activity_id, "").not_in(hidden))
    for activity_id, conditions in asked.reserved.items():
        member = and_(
            *(
                exists()
                .where(
                    GroupMember.enrolment_id == Enrolment.id,
                    GroupMember.group_id.in_(sorted(groups)),
                    GroupMember.until.is_(None),
                )
                .correlate(Enrolment)
                for groups in conditions
            )
        )
        state = aliased(ActivityState)
        begun = exists().where(
            state.enrolment_id == Enrolment.id, state.activity_id == activity_id, state.state.in_(sorted(KEPT))
        )
        elsewhere = func.coalesce(EditionActivity.activity_id, "") != activity_id
        found.append(or_(elsewhere, begun.correlate(Enrolment), member))
    return found
