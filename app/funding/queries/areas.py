"""Participations of a period: who came to what, by learner."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, distinct, func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.periods import Period
from app.dossiers.models import DossierAid
from app.enrolments.models import Enrolment
from app.scheduling.models import Attendance, TrainingSession
from app.visits.models import Visit


@dataclass(frozen=True, slots=True)
class Came:
    """How many times, and how many different persons."""

    times: int
    persons: int


def presences(session: Session, organisation_id: str, period: Period) -> dict[str, Came]:
    """Sessions in a group, and individual ones: a session of two half-days is one participation."""
    met = (
        select(
            Attendance.session_id, Attendance.enrolment_id, Enrolment.learner_id,
            case((TrainingSession.people == "individual", "appointment"), else_="session").label("kind"),
        )
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .join(Enrolment, Enrolment.id == Attendance.enrolment_id)
        .where(
            Attendance.organisation_id == organisation_id,
            Attendance.present.is_(True),
            Attendance.day.between(period.start, period.end),
        )
        .distinct()
        .subquery("met")
    )  # fmt: skip
    rows = session.execute(
        select(met.c.kind, func.count(), func.count(distinct(met.c.learner_id)))
        .group_by(met.c.kind)
        .order_by(met.c.kind)
    )
    return {kind: Came(times, persons) for kind, times, persons in rows}


def aids(session: Session, organisation_id: str, period: Period) -> Came:
    row = session.execute(
        select(func.count(), func.count(distinct(Enrolment.learner_id)))
        .select_from(DossierAid)
        .join(Enrolment, Enrolment.id == DossierAid.enrolment_id)
        .where(DossierAid.organisation_id == organisation_id, DossierAid.asked_on.between(period.start, period.end))
    ).one()
    return Came(row[0], row[1])


def visits(session: Session, organisation_id: str, period: Period) -> Sequence[AnyRow]:
    """(contact_print, came) of those who came to a public session without an account."""
    return session.execute(
        select(Visit.contact_print, Visit.came)
        .join(TrainingSession, TrainingSession.id == Visit.session_id)
        .where(
            Visit.organisation_id == organisation_id,
            Visit.came > 0,
            TrainingSession.starts_at >= period.since,
            TrainingSession.starts_at < period.until,
        )
        .order_by(Visit.id)
    ).all()
