"""Half-days and hours: what was recorded, what was followed, what was due."""

from typing import Any

from sqlalchemy import (
    CTE,
    Date,
    Select,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import String as Text

from app.courses.models import Course, Edition, EditionActivity
from app.enrolments.models import Enrolment, PlanItem
from app.learning.models import ActivityState
from app.learning.rules import SKIPPED
from app.ledger.models import LedgerEntry
from app.planning.models import PlanOmission
from app.quality.measures.queries.base import COUNTS, ONE, SUMMED, ZERO, Asked, Settings, case_row, cases
from app.reporting.sql import paris_day
from app.scheduling.models import Attendance, Booking, TrainingSession

Rows = Select[*tuple[Any, ...]]


def _noted(asked: Asked, measure: str) -> Rows:
    """Half-days recorded in the period, and seats of sessions that are over and were never called."""
    if "noted" not in asked.shared:
        asked.shared["noted"] = _half_days(asked)
    found: CTE = asked.shared["noted"]
    counts = found.c[measure]
    return case_row(
        found.c.key,
        found.c.enrolment_id,
        case((found.c.present, counts), else_=0),
        counts,
        found.c.on_day,
        why=found.c.why,
    ).select_from(found)


def _half_days(asked: Asked) -> CTE:
    noted = select(
        Attendance.id.label("key"),
        Attendance.enrolment_id,
        Attendance.present,
        ONE.label("half_days"),
        Attendance.minutes,
        Attendance.day.label("on_day"),
        COUNTS.label("why"),
    ).where(
        Attendance.organisation_id == asked.organisation_id,
        Attendance.day.between(asked.period.start, asked.period.end),
    )
    silent = (
        select(
            Booking.id,
            Booking.enrolment_id,
            false(),
            ZERO,
            ZERO,
            paris_day(TrainingSession.starts_at),
            literal("not_noted"),
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Booking.organisation_id == asked.organisation_id,
            Booking.state == "booked",
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.starts_at >= asked.period.since,
            TrainingSession.starts_at < asked.period.until,
            TrainingSession.ends_at < asked.now,
            ~select(Attendance.session_id)
            .where(Attendance.session_id == Booking.session_id, Attendance.enrolment_id == Booking.enrolment_id)
            .correlate(Booking)
            .exists(),
        )
    )
    if not asked.whole:
        noted = noted.join(Enrolment, Enrolment.id == Attendance.enrolment_id).where(asked.within())
        silent = silent.join(Enrolment, Enrolment.id == Booking.enrolment_id).where(asked.within())
    return union_all(noted, silent).cte(f"noted_{asked.period.start:%Y%m%d}")


@cases
def half_days(asked: Asked, _settings: Settings) -> Rows:
    return _noted(asked, "half_days")


@cases
def half_day_minutes(asked: Asked, _settings: Settings) -> Rows:
    return _noted(asked, "minutes")


_ON_SITE = func.coalesce(LedgerEntry.place, "") == literal_column("'on_site'")  # the rest is remote (decision 0027)


def _entries(asked: Asked, statement: Rows) -> Rows:
    """Entries of the ledger that carry minutes; a correction is one of them."""
    found = statement.where(
        LedgerEntry.organisation_id == asked.organisation_id,
        LedgerEntry.minutes != literal_column("0"),  # as the index says it, not as a parameter
        LedgerEntry.occurred_at >= asked.period.since,
        LedgerEntry.occurred_at < asked.period.until,
    )
    if asked.whole:
        return found
    return found.where(LedgerEntry.enrolment_id.in_(select(Enrolment.id).where(asked.within())))


def _followed(asked: Asked) -> Rows:
    day = paris_day(LedgerEntry.occurred_at)
    return _entries(asked, case_row(LedgerEntry.id, LedgerEntry.enrolment_id, LedgerEntry.minutes, ZERO, day))


@cases
def minutes_on_site(asked: Asked, _settings: Settings) -> Rows:
    return _followed(asked).where(_ON_SITE)


@cases
def minutes_remote(asked: Asked, _settings: Settings) -> Rows:
    return _followed(asked).where(~_ON_SITE)


@cases
def minutes_total(asked: Asked, _settings: Settings) -> Rows:
    return _followed(asked)


def _by_place(asked: Asked) -> CTE:
    """What the three of them add up to, in one reading of the year: a row on site, a row remote."""
    if "by_place" not in asked.shared:
        places = select(
            _ON_SITE.label("on_site"), func.sum(LedgerEntry.minutes).label("part"), func.count().label("n")
        ).group_by(_ON_SITE)
        asked.shared["by_place"] = _entries(asked, places).cte(f"by_place_{asked.period.start:%Y%m%d}")
    found: CTE = asked.shared["by_place"]
    return found


def _sum_of(asked: Asked, *on_site: bool) -> Rows:
    found = _by_place(asked)
    return select(found.c.part, found.c.n).where(or_(*(found.c.on_site.is_(each) for each in on_site)))


SUMMED["minutes_on_site"] = lambda asked: _sum_of(asked, True)
SUMMED["minutes_remote"] = lambda asked: _sum_of(asked, False)
SUMMED["minutes_total"] = lambda asked: _sum_of(asked, True, False)


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
        .where(
            ActivityState.state == literal_column(f"'{SKIPPED}'"),
            PlanItem.due_on <= closed.c.closed_on,
            common,
            ~omitted,
        )
        .group_by(ActivityState.enrolment_id)
        .subquery("spared")
    )
    followed = (
        select(LedgerEntry.enrolment_id, func.sum(LedgerEntry.minutes).label("minutes"))
        .where(LedgerEntry.enrolment_id.in_(select(closed.c.id)), LedgerEntry.activity_id.is_not(None))
        .group_by(LedgerEntry.enrolment_id)
        .subquery("followed")
    )
    nothing = cast(null(), Date)
    amounts = union_all(  # added up rather than joined: no database has to guess how many there are of each
        select(closed.c.id, closed.c.closed_on, ZERO.label("due"), ZERO.label("done")),
        select(planned.c.enrolment_id, nothing, planned.c.minutes, ZERO),
        select(spared.c.enrolment_id, nothing, -spared.c.minutes, ZERO),
        select(followed.c.enrolment_id, nothing, ZERO, followed.c.minutes),
    ).subquery("amounts")
    every = (
        select(
            amounts.c.id,
            func.max(amounts.c.closed_on, type_=Date()).label("closed_on"),
            func.sum(amounts.c.due).label("due"),
            func.sum(amounts.c.done).label("done"),
        )
        .group_by(amounts.c.id)
        .subquery("diligence")
    )
    due, done = every.c.due, every.c.done
    key = cast(every.c.id, Text)
    return case_row(
        key,
        key,
        case((due <= 0, 0), (done > due, due), else_=done),
        case((due <= 0, 0), else_=due),
        every.c.closed_on,
        why=case((due <= 0, "nothing_due"), else_=""),
    ).select_from(every)
