"""Half-days and hours: what was recorded, what was followed, what was due."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, exists, func, literal, literal_column, select, union_all
from sqlalchemy import String as Text

from app.courses.models import Course, Edition, EditionActivity
from app.enrolments.models import Enrolment, PlanItem
from app.learning.models import ActivityState
from app.learning.rules import SKIPPED
from app.ledger.models import LedgerEntry
from app.planning.models import PlanOmission
from app.quality.measures.queries.base import ONE, ZERO, Asked, Settings, case_row, cases
from app.reporting.sql import paris_day
from app.scheduling.models import Attendance, Booking, TrainingSession

Rows = Select[*tuple[Any, ...]]


def _noted(asked: Asked, measure: Any) -> Rows:
    """Half-days recorded in the period, and seats of sessions that are over and were never called."""
    noted = case_row(
        Attendance.id,
        Attendance.enrolment_id,
        case((Attendance.present, measure), else_=0),
        measure,
        Attendance.day,
    ).where(
        Attendance.organisation_id == asked.organisation_id,
        Attendance.day.between(asked.period.start, asked.period.end),
    )
    silent = (
        case_row(
            Booking.id, Booking.enrolment_id, ZERO, ZERO, paris_day(TrainingSession.starts_at), why=literal("not_noted")
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.organisation_id == asked.organisation_id,
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= asked.period.since,
            TrainingSession.starts_at < asked.period.until,
            TrainingSession.ends_at < asked.now,
            ~exists()
            .where(Attendance.session_id == Booking.session_id, Attendance.enrolment_id == Booking.enrolment_id)
            .correlate(Booking),
        )
    )
    if not asked.whole:
        noted = noted.join(Enrolment, Enrolment.id == Attendance.enrolment_id).where(asked.within())
        silent = silent.join(Enrolment, Enrolment.id == Booking.enrolment_id).where(asked.within())
    both = union_all(noted, silent).subquery()
    return select(*both.c)


@cases
def half_days(asked: Asked, _settings: Settings) -> Rows:
    return _noted(asked, ONE)


@cases
def half_day_minutes(asked: Asked, _settings: Settings) -> Rows:
    return _noted(asked, Attendance.minutes)


def _followed(asked: Asked, *conditions: ColumnElement[bool]) -> Rows:
    """Entries of the ledger that carry minutes; a correction is one of them."""
    found = case_row(
        LedgerEntry.id, LedgerEntry.enrolment_id, LedgerEntry.minutes, ZERO, paris_day(LedgerEntry.occurred_at)
    ).where(
        LedgerEntry.organisation_id == asked.organisation_id,
        LedgerEntry.minutes != literal_column("0"),  # as the index says it, not as a parameter
        LedgerEntry.occurred_at >= asked.period.since,
        LedgerEntry.occurred_at < asked.period.until,
        *conditions,
    )
    if asked.whole:
        return found
    return found.where(LedgerEntry.enrolment_id.in_(select(Enrolment.id).where(asked.within())))


@cases
def minutes_on_site(asked: Asked, _settings: Settings) -> Rows:
    return _followed(asked, LedgerEntry.place == "on_site")


@cases
def minutes_remote(asked: Asked, _settings: Settings) -> Rows:
    """What is not on site is remote (decision 0027)."""
    return _followed(asked, func.coalesce(LedgerEntry.place, "") != "on_site")


@cases
def minutes_total(asked: Asked, _settings: Settings) -> Rows:
    return _followed(asked)


@cases
def diligence(asked: Asked, _settings: Settings) -> Rows:
    """One case for each exit: the minutes followed in the path, never above those due on the day of the exit."""
    closed = asked.closed
    common = EditionActivity.activity_id.not_in(sorted(asked.reserved)) if asked.reserved else literal(True)
    current = and_(Edition.course_id == Course.id, Edition.number == Course.edition_number)
    length = (
        select(
            Course.id.label("course_id"),
            EditionActivity.sequence_id,
            func.sum(EditionActivity.minutes).label("minutes"),
        )
        .join(Edition, current)
        .join(EditionActivity, EditionActivity.edition_id == Edition.id)
        .where(Course.organisation_id == asked.organisation_id, common)
        .group_by(Course.id, EditionActivity.sequence_id)
        .cte("sequence_length")
    )
    omitted = (
        exists()
        .where(PlanOmission.enrolment_id == PlanItem.enrolment_id, PlanOmission.sequence_id == PlanItem.sequence_id)
        .correlate(PlanItem)
    )
    planned = (
        select(PlanItem.enrolment_id, func.sum(length.c.minutes).label("minutes"))
        .join(closed, closed.c.id == PlanItem.enrolment_id)
        .join(length, and_(length.c.sequence_id == PlanItem.sequence_id, length.c.course_id == closed.c.course_id))
        .where(PlanItem.due_on <= closed.c.closed_on, ~omitted)
        .group_by(PlanItem.enrolment_id)
        .subquery("planned")
    )
    spared = (
        select(ActivityState.enrolment_id, func.sum(EditionActivity.minutes).label("minutes"))
        .join(closed, closed.c.id == ActivityState.enrolment_id)
        .join(Course, Course.id == closed.c.course_id)
        .join(Edition, current)
        .join(
            EditionActivity,
            and_(EditionActivity.edition_id == Edition.id, EditionActivity.activity_id == ActivityState.activity_id),
        )
        .join(
            PlanItem,
            and_(PlanItem.enrolment_id == closed.c.id, PlanItem.sequence_id == EditionActivity.sequence_id),
        )
        .where(ActivityState.state == SKIPPED, PlanItem.due_on <= closed.c.closed_on, common, ~omitted)
        .group_by(ActivityState.enrolment_id)
        .subquery("spared")
    )
    followed = (
        select(LedgerEntry.enrolment_id, func.sum(LedgerEntry.minutes).label("minutes"))
        .join(closed, closed.c.id == LedgerEntry.enrolment_id)
        .where(LedgerEntry.activity_id.is_not(None))
        .group_by(LedgerEntry.enrolment_id)
        .subquery("followed")
    )
    due = func.coalesce(planned.c.minutes, 0) - func.coalesce(spared.c.minutes, 0)
    done = func.coalesce(followed.c.minutes, 0)
    key = cast(closed.c.id, Text)
    return (
        case_row(
            key,
            key,
            case((due <= 0, 0), (done > due, due), else_=done),
            case((due <= 0, 0), else_=due),
            closed.c.closed_on,
            why=case((due <= 0, "nothing_due"), else_=""),
        )
        .select_from(closed)
        .outerjoin(planned, planned.c.enrolment_id == closed.c.id)
        .outerjoin(spared, spared.c.enrolment_id == closed.c.id)
        .outerjoin(followed, followed.c.enrolment_id == closed.c.id)
    )
