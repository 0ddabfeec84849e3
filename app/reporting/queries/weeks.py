"""What weekly statements are made from."""

from collections.abc import Sequence

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.periods import Period
from app.enrolments.freezes import Use, shown_name
from app.enrolments.models import Enrolment, EnrolmentChange
from app.enrolments.rules import RESUMES, STOPS
from app.identity.models import Account
from app.learning.models import ActivityRemark
from app.ledger.kinds import Kind
from app.reporting.queries.columns import Asked, rows, within
from app.reporting.rules import DONE, instants
from app.reporting.sql import slice_of
from app.scheduling.models import Attendance, TrainingSession


def under_engagement(period: Period) -> list[object]:
    """Those of whom hours are expected in a period, as conditions on Enrolment."""
    return [
        Enrolment.weekly_hours_due.is_not(None),
        or_(Enrolment.weekly_hours_from.is_(None), Enrolment.weekly_hours_from <= period.end),
        or_(Enrolment.closed_on.is_(None), Enrolment.closed_on >= period.start),
    ]


def committed(session: Session, asked: Asked, period: Period, *, all_of_them: bool) -> Sequence[AnyRow]:
    """(id, name, adviser_id, weekly_hours_due, weekly_hours_from, starts_on, closed_on) of a scope, by name: those under a
    contrat d'engagement in the period, or `all_of_them`."""
    statement = (
        select(
            Enrolment.id,
            shown_name(Use.FIGURES, Account.name).label("name"),
            Enrolment.adviser_id,
            Enrolment.weekly_hours_due,
            Enrolment.weekly_hours_from,
            Enrolment.starts_on,
            Enrolment.closed_on,
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .where(within(asked))
        .order_by(Account.name, Enrolment.id)
    )
    return session.execute(statement if all_of_them else statement.where(*under_engagement(period))).all()  # type: ignore[arg-type]


def done_by_week(session: Session, asked: Asked, weeks: Sequence[Period]) -> Sequence[AnyRow]:
    """(enrolment_id, week, sessions, appointments, worked): minutes of the ledger by kind; `week` is an index."""
    hour = rows(asked, _whole(weeks), DONE)
    week = slice_of(hour.c.at, instants(weeks)).label("week")
    alone = hour.c.nature == "accompaniment"
    together = and_(hour.c.nature != "accompaniment", hour.c.kind == Kind.ATTENDANCE_RECORDED.value)
    inner = select(
        hour.c.enrolment_id,
        week,
        case((together, hour.c.minutes), else_=0).label("sessions"),
        case((alone, hour.c.minutes), else_=0).label("appointments"),
        hour.c.minutes,
    ).subquery("kept")
    return session.execute(
        select(
            inner.c.enrolment_id,
            inner.c.week,
            func.sum(inner.c.sessions).label("sessions"),
            func.sum(inner.c.appointments).label("appointments"),
            func.sum(inner.c.minutes - inner.c.sessions - inner.c.appointments).label("worked"),
        )
        .group_by(inner.c.enrolment_id, inner.c.week)
        .order_by(inner.c.enrolment_id, inner.c.week)
    ).all()


def done_until(session: Session, asked: Asked, until: Period, month: Period) -> Sequence[AnyRow]:
    """(enrolment_id, whole, lately): minutes done up to the end of a period, and those of them in a month."""
    hour = rows(asked, until, DONE)
    lately = case((and_(hour.c.at >= month.since, hour.c.at < month.until), hour.c.minutes), else_=0)
    return session.execute(
        select(hour.c.enrolment_id, func.sum(hour.c.minutes).label("whole"), func.sum(lately).label("lately"))
        .group_by(hour.c.enrolment_id)
        .order_by(hour.c.enrolment_id)
    ).all()


def absences(session: Session, asked: Asked, weeks: Sequence[Period]) -> Sequence[AnyRow]:
    """(enrolment_id, day, half_day, minutes, reason, reason_code, title) of the half-days missed, by day."""
    whole = _whole(weeks)
    return session.execute(
        select(
            Attendance.enrolment_id,
            Attendance.day,
            Attendance.half_day,
            Attendance.minutes,
            Attendance.reason,
            Attendance.reason_code,
            TrainingSession.title,
        )
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(within(asked), Attendance.present.is_(False), Attendance.day.between(whole.start, whole.end))
        .order_by(Attendance.day, Attendance.half_day.desc(), Attendance.id)
    ).all()


def declared_by_week(session: Session, asked: Asked, weeks: Sequence[Period]) -> Sequence[AnyRow]:
    """(enrolment_id, week, minutes) that people say they spent: shown beside the hours, never one of them."""
    whole = _whole(weeks)
    week = slice_of(ActivityRemark.written_at, instants(weeks)).label("week")  # type: ignore[arg-type]
    inner = (
        select(ActivityRemark.enrolment_id, week, ActivityRemark.minutes)
        .join(Enrolment, Enrolment.id == ActivityRemark.enrolment_id)
        .where(
            within(asked),
            ActivityRemark.minutes.is_not(None),
            ActivityRemark.written_at >= whole.since,
            ActivityRemark.written_at < whole.until,
        )
        .subquery("said")
    )
    return session.execute(
        select(inner.c.enrolment_id, inner.c.week, func.sum(inner.c.minutes).label("minutes"))
        .group_by(inner.c.enrolment_id, inner.c.week)
        .order_by(inner.c.enrolment_id, inner.c.week)
    ).all()


def stops(session: Session, asked: Asked) -> Sequence[AnyRow]:
    """(enrolment_id, what, effective_on) of the pauses and exits of a scope, as they were noted."""
    return session.execute(
        select(EnrolmentChange.enrolment_id, EnrolmentChange.what, EnrolmentChange.effective_on)
        .join(Enrolment, Enrolment.id == EnrolmentChange.enrolment_id)
        .where(within(asked), EnrolmentChange.what.in_((*STOPS, RESUMES)))
        .order_by(EnrolmentChange.at, EnrolmentChange.id)
    ).all()


def _whole(weeks: Sequence[Period]) -> Period:
    return Period(weeks[0].start, weeks[-1].end)
