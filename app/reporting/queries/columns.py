"""Every hour is one row with the same columns, whether it was planned or done; figures sum these rows, and pages show them.

Done is the ledger and nothing else. Planned is the personal plan: its activities on the day they are due, on the day of
their session when there is a seat, and the sessions with a seat that no activity of the plan stands for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
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
    not_,
    null,
    or_,
    select,
    union_all,
)

from app.core.db import Moment
from app.core.periods import EARLIEST, LATEST, Period
from app.courses.models import Course, Edition, EditionActivity
from app.enrolments.models import Enrolment, GroupMember, PlanItem
from app.learning.conditions import KEPT
from app.learning.models import ActivityState
from app.learning.rules import SKIPPED
from app.ledger.models import LedgerEntry
from app.planning.models import PlanOmission, PlanStep
from app.reporting.rules import DONE
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


def within(asked: Asked) -> ColumnElement[bool]:
    """The paths of a scope, as a condition on Enrolment."""
    here = Enrolment.organisation_id == asked.organisation_id
    if asked.kind == "organisation":
        return here
    if asked.kind == "person":
        return and_(here, Enrolment.id == asked.id)
    if asked.kind == "adviser":
        return and_(here, Enrolment.adviser_id == asked.id)
    if asked.kind == "course":
        return and_(here, Enrolment.course_id == asked.id)
    if asked.kind == "funder":
        return and_(here, Enrolment.funder_id == asked.id)
    if asked.kind == "entry":
        first = date.fromisoformat(f"{asked.id}-01")
        in_month = (extract("year", Enrolment.starts_on) == first.year) & (
            extract("month", Enrolment.starts_on) == first.month
        )
        return and_(here, in_month)
    if asked.kind == "group":
        return and_(
            here,
            exists().where(
                GroupMember.group_id == asked.id, GroupMember.enrolment_id == Enrolment.id, GroupMember.until.is_(None)
            ),
        )
    return false()


def rows(asked: Asked, period: Period, side: str) -> FromClause:
    """Every hour of one side: source, id, enrolment_id, activity_id, session_id, at or on_day, minutes and the marks."""
    if side == DONE:
        return _done(asked, period).subquery("hour")
    seats = _seats(asked)
    parts = (_from_steps(asked, period, seats), _from_items(asked, period, seats), _from_seats(asked, period, seats))
    return union_all(*parts).subquery("hour")


def bounded(period: Period) -> tuple[bool, bool]:
    """Whether a period has a beginning, and an end."""
    return period.start > EARLIEST, period.end < LATEST


def _instants(column: ColumnElement[Any], period: Period) -> list[ColumnElement[bool]]:
    begins, ends = bounded(period)
    found = [column >= period.since] if begins else []
    return [*found, column < period.until] if ends else found


def _days(column: ColumnElement[Any], period: Period) -> list[ColumnElement[bool]]:
    begins, ends = bounded(period)
    found = [column >= period.start] if begins else []
    return [*found, column <= period.end] if ends else found


# --- Done -----------------------------------------------------------------------------------------------------


def _done(asked: Asked, period: Period) -> Select[Any]:
    """Ledger entries that carry minutes. A correction is one of them: it bears the moment of the half-day it corrects."""
    statement = select(
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
        LedgerEntry.organisation_id == asked.organisation_id,
        LedgerEntry.minutes != 0,
        *_instants(LedgerEntry.occurred_at, period),
    )
    if asked.kind == "organisation":
        return statement
    if asked.kind == "person":
        return statement.where(LedgerEntry.enrolment_id == asked.id)
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
            Booking.organisation_id == asked.organisation_id,
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
            within(asked),
        )
    )
    ranked = statement.subquery("ranked")
    return select(ranked).where(ranked.c.rank == 1).cte("seat")


def _from_steps(asked: Asked, period: Period, seat: Any) -> Select[Any]:
    """The activities of plans drawn day by day."""
    statement = _activities(asked, period, seat, PlanStep.due_on, PlanStep.minutes)
    return (
        statement.select_from(PlanStep)
        .join(Enrolment, Enrolment.id == PlanStep.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, _current())
        .join(
            EditionActivity,
            (EditionActivity.edition_id == Edition.id) & (EditionActivity.activity_id == PlanStep.activity_id),
        )
        .outerjoin(seat, _its_seat(seat))
        .outerjoin(ActivityState, _its_state())
        .where(PlanStep.organisation_id == asked.organisation_id)
    )


def _from_items(asked: Asked, period: Period, seat: Any) -> Select[Any]:
    """The activities of older plans, which date whole sequences: each on the day its sequence is due."""
    statement = _activities(asked, period, seat, PlanItem.due_on, EditionActivity.minutes)
    return (
        statement.select_from(PlanItem)
        .join(Enrolment, Enrolment.id == PlanItem.enrolment_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, _current())
        .join(
            EditionActivity,
            (EditionActivity.edition_id == Edition.id) & (EditionActivity.sequence_id == PlanItem.sequence_id),
        )
        .outerjoin(seat, _its_seat(seat))
        .outerjoin(ActivityState, _its_state())
        .where(PlanItem.organisation_id == asked.organisation_id, not_(_has_steps()))
    )


def _activities(asked: Asked, period: Period, seat: Any, due_on: Any, minutes: Any) -> Select[Any]:
    """The columns and conditions of an activity in a plan; its seat, when there is one, says when, where and with whom."""
    people = func.coalesce(seat.c.people, EditionActivity.people)
    seated = seat.c.session_id.is_not(None)
    alone = and_(EditionActivity.kind == "session", people == "individual")
    return select(
        literal(STEP).label("source"),
        EditionActivity.activity_id.label("id"),
        Enrolment.id.label("enrolment_id"),
        EditionActivity.activity_id.label("activity_id"),
        seat.c.session_id.label("session_id"),
        seat.c.starts_at.label("at"),
        due_on.label("on_day"),
        minutes.label("minutes"),
        func.coalesce(seat.c.place, EditionActivity.place).label("place"),
        case((seated, "synchronous"), else_=EditionActivity.timing).label("timing"),
        people.label("people"),
        case((seated, "training"), else_=EditionActivity.guidance).label("guidance"),
        case((alone, "accompaniment"), else_="training").label("nature"),
        cast(null(), String).label("corrects_id"),
        literal("planned").label("kind"),
    ).where(
        within(asked),
        *_in(period, seat.c.starts_at, due_on),
        _before_the_exit(seat.c.starts_at, due_on),
        not_(
            exists().where(
                PlanOmission.enrolment_id == Enrolment.id, PlanOmission.sequence_id == EditionActivity.sequence_id
            )
        ),
        func.coalesce(ActivityState.state, "") != SKIPPED,
        *_kept_for_others(asked),
    )


def _from_seats(asked: Asked, period: Period, seat: Any) -> Select[Any]:
    """The sessions with a seat that no activity of the plan stands for: appointments, and what was added by hand."""
    in_edition = and_(
        EditionActivity.edition_id == Edition.id,
        EditionActivity.activity_id == seat.c.activity_id,
        Edition.course_id == Enrolment.course_id,
        Course.id == Enrolment.course_id,
        _current(),
    )
    of_plan = or_(
        exists().where(PlanStep.enrolment_id == Enrolment.id, PlanStep.activity_id == seat.c.activity_id, in_edition),
        and_(
            not_(_has_steps()),
            exists().where(
                PlanItem.enrolment_id == Enrolment.id, PlanItem.sequence_id == EditionActivity.sequence_id, in_edition
            ),
        ),
        exists().where(
            PlanOmission.enrolment_id == Enrolment.id,
            PlanOmission.sequence_id == EditionActivity.sequence_id,
            in_edition,
        ),
    )
    return (
        select(
            literal(SESSION).label("source"),
            seat.c.session_id.label("id"),
            Enrolment.id.label("enrolment_id"),
            seat.c.activity_id.label("activity_id"),
            seat.c.session_id.label("session_id"),
            seat.c.starts_at.label("at"),
            cast(null(), Date).label("on_day"),
            minutes_between(seat.c.starts_at, seat.c.ends_at).label("minutes"),
            seat.c.place.label("place"),
            literal("synchronous").label("timing"),
            seat.c.people.label("people"),
            literal("training").label("guidance"),
            case((seat.c.people == "individual", "accompaniment"), else_="training").label("nature"),
            cast(null(), String).label("corrects_id"),
            literal("planned").label("kind"),
        )
        .select_from(seat)
        .join(Enrolment, Enrolment.id == seat.c.enrolment_id)
        .where(
            or_(seat.c.activity_id.is_(None), not_(of_plan)),
            *_instants(seat.c.starts_at, period),
            _before_the_exit(seat.c.starts_at, cast(null(), Date)),
        )
    )


def _current() -> ColumnElement[bool]:
    return (Edition.course_id == Course.id) & (Edition.number == Course.edition_number)


def _its_seat(seat: Any) -> ColumnElement[bool]:
    return (seat.c.enrolment_id == Enrolment.id) & (seat.c.activity_id == EditionActivity.activity_id)


def _its_state() -> ColumnElement[bool]:
    return (ActivityState.enrolment_id == Enrolment.id) & (ActivityState.activity_id == EditionActivity.activity_id)


def _has_steps() -> ColumnElement[bool]:
    return exists().where(PlanStep.enrolment_id == Enrolment.id)


def _in(period: Period, at: Any, on_day: Any) -> list[ColumnElement[bool]]:
    """Inside the period, by the instant of the session when there is one, else by the day."""
    if not any(bounded(period)):
        return []
    by_session = and_(at.is_not(None), *_instants(at, period))
    return [or_(by_session, and_(at.is_(None), *_days(on_day, period)))]


def _before_the_exit(at: Any, on_day: Any) -> ColumnElement[bool]:
    """Nothing is planned any more for somebody who has finished or left, from the day after."""
    day = case((at.is_not(None), paris_day(at)), else_=on_day)
    return or_(Enrolment.closed_on.is_(None), day <= Enrolment.closed_on)


def _kept_for_others(asked: Asked) -> list[ColumnElement[bool]]:
    """What is kept for a group that the person is not in is not in their path, unless they did it: `is_reserved` in SQL."""
    found: list[ColumnElement[bool]] = []
    for activity_id, conditions in asked.reserved.items():
        member = and_(
            *(
                exists().where(
                    GroupMember.enrolment_id == Enrolment.id,
                    GroupMember.group_id.in_(groups),
                    GroupMember.until.is_(None),
                )
                for groups in conditions
            )
        )
        found.append(or_(EditionActivity.activity_id != activity_id, ActivityState.state.in_(KEPT), member))
    return found


__all__ = ["ENTRY", "SESSION", "STEP", "Asked", "Moment", "Reserved", "bounded", "rows", "within"]
