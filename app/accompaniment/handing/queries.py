"""Who hands whom to whom, and the appointments that this touches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.core.access import Actor
from app.core.db import AnyRow
from app.enrolments.covers.models import Cover, CoverPath
from app.enrolments.models import Enrolment, EnrolmentChange
from app.enrolments.rules import OPEN
from app.identity.models import Account
from app.scheduling.models import TrainingSession


def meetings_to_come(session: Session, actor: Actor, adviser_id: str, now: datetime) -> Sequence[AnyRow]:
    """(id, enrolment_id, starts_at) of the live appointments that an adviser has yet to hold, by date."""
    return session.execute(
        select(Appointment.id, Appointment.enrolment_id, TrainingSession.starts_at)
        .join(TrainingSession, TrainingSession.id == Appointment.session_id)
        .where(
            Appointment.organisation_id == actor.organisation_id,
            Appointment.adviser_id == adviser_id,
            Appointment.cancelled_at.is_(None),
            TrainingSession.starts_at > now,
        )
        .order_by(TrainingSession.starts_at, Appointment.id)
    ).all()


def reason_of_the_last_change(session: Session, enrolment_id: str) -> str:
    """What was written when the adviser of a path last changed."""
    return (
        session.scalar(
            select(EnrolmentChange.reason)
            .where(EnrolmentChange.enrolment_id == enrolment_id, EnrolmentChange.what == "adviser")
            .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
            .limit(1)
        )
        or ""
    )


def cover_of_house(session: Session, cover_id: str) -> Cover | None:
    return session.get(Cover, cover_id)


def covered_paths(session: Session, cover: Cover) -> Sequence[str]:
    """The open enrolments that a cover is for today."""
    statement = select(Enrolment.id).where(
        Enrolment.organisation_id == cover.organisation_id,
        Enrolment.adviser_id == cover.adviser_id,
        Enrolment.status.in_(OPEN),
    )
    if not cover.everyone:
        statement = statement.join(CoverPath, CoverPath.enrolment_id == Enrolment.id).where(
            CoverPath.cover_id == cover.id
        )
    return session.scalars(statement.order_by(Enrolment.id)).all()


def name_of(session: Session, account_id: str | None) -> str:
    return session.scalar(select(Account.name).where(Account.id == account_id)) or ""
