"""Minutes followed by each path in a period: the ledger and nothing else, as the gauge counts them (decision 0007)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.periods import Period
from app.enrolments.freezes import Use, shown_name
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.reporting.queries.columns import Asked, rows
from app.reporting.rules import DONE
from app.scheduling.models import Attendance, TrainingSession


def followed(session: Session, organisation_id: str, period: Period, natures: Iterable[str]) -> Sequence[AnyRow]:
    """(enrolment_id, minutes, on_site, live, accompaniment) of each path that has hours in the period."""
    hour = rows(Asked(organisation_id, "organisation", "", {}), period, DONE)

    def sum_where(condition: object) -> object:
        return func.sum(case((condition, hour.c.minutes), else_=0))  # type: ignore[arg-type]

    remote = func.coalesce(hour.c.place, "") != "on_site"
    return session.execute(
        select(
            hour.c.enrolment_id,
            func.sum(hour.c.minutes).label("minutes"),
            sum_where(hour.c.place == "on_site").label("on_site"),  # type: ignore[attr-defined]
            sum_where(remote & (hour.c.timing == "synchronous")).label("live"),  # type: ignore[attr-defined]
            sum_where(hour.c.nature == "accompaniment").label("accompaniment"),  # type: ignore[attr-defined]
        )
        .where(hour.c.nature.in_(sorted(natures)), hour.c.enrolment_id.is_not(None))
        .group_by(hour.c.enrolment_id)
        .order_by(hour.c.enrolment_id)
    ).all()


def taught(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(session_id, title, day, half_day, trainer_id, trainer, minutes): the half-days where somebody was present."""
    return session.execute(
        select(
            TrainingSession.id.label("session_id"),
            TrainingSession.title,
            Attendance.day,
            Attendance.half_day,
            TrainingSession.trainer_id,
            Account.name.label("trainer"),
            func.max(Attendance.minutes).label("minutes"),
        )
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .outerjoin(Account, Account.id == TrainingSession.trainer_id)
        .where(
            Attendance.organisation_id == organisation_id,
            Attendance.present.is_(True),
            Attendance.day.between(period.start, period.end),
        )
        .group_by(
            TrainingSession.id, TrainingSession.title, Attendance.day, Attendance.half_day, TrainingSession.trainer_id,
            Account.name,
        )
        .order_by(Attendance.day, TrainingSession.id, Attendance.half_day)
    ).all()  # fmt: skip


def half_days(session: Session, organisation_id: str, period: Period, paths: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, learner, day, half_day, title, place, present, minutes, reason_code): presences and absences."""
    return session.execute(
        select(
            Attendance.enrolment_id,
            Account.name.label("learner"),
            Attendance.day,
            Attendance.half_day,
            TrainingSession.title,
            TrainingSession.place,
            Attendance.present,
            Attendance.minutes,
            Attendance.reason_code,
        )
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            Attendance.organisation_id == organisation_id,
            Attendance.day.between(period.start, period.end),
            Attendance.enrolment_id.in_(paths),
        )
        .order_by(Account.name, Attendance.enrolment_id, Attendance.day, Attendance.half_day.desc(), Attendance.id)
    ).all()


def of_advisers(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(adviser_id, adviser, enrolment_id, learner, minutes): hours of accompaniment, by adviser of the path and person."""
    hour = rows(Asked(organisation_id, "organisation", "", {}), period, DONE)
    learner, adviser = Account.__table__.alias("learner"), Account.__table__.alias("adviser")
    return session.execute(
        select(
            Enrolment.adviser_id,
            adviser.c.name.label("adviser"),
            Enrolment.id.label("enrolment_id"),
            shown_name(Use.FIGURES, learner.c.name).label("learner"),
            func.sum(hour.c.minutes).label("minutes"),
        )
        .select_from(hour)
        .join(Enrolment, Enrolment.id == hour.c.enrolment_id)
        .join(learner, learner.c.id == Enrolment.learner_id)
        .outerjoin(adviser, adviser.c.id == Enrolment.adviser_id)
        .where(hour.c.nature == "accompaniment")
        .group_by(Enrolment.adviser_id, adviser.c.name, Enrolment.id, learner.c.name)
        .having(func.sum(hour.c.minutes) != 0)
        .order_by(adviser.c.name, learner.c.name, Enrolment.id)
    ).all()
