"""What is held of somebody's appointments."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment, AppointmentNote
from app.core.db import AnyRow
from app.identity.models import Account
from app.privacy.copy.queries.own import own_paths
from app.scheduling.models import TrainingSession


def appointments(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(starts_at, adviser, means, phone, about, cancelled_at, cancel_reason, outcome, absence, held_minutes)"""
    return session.execute(
        select(
            TrainingSession.starts_at,
            Account.name.label("adviser"),
            Appointment.means,
            Appointment.phone,
            Appointment.about,
            Appointment.cancelled_at,
            Appointment.cancel_reason,
            Appointment.outcome,
            Appointment.absence,
            Appointment.held_minutes,
        )
        .join(TrainingSession, TrainingSession.id == Appointment.session_id)
        .join(Account, Account.id == Appointment.adviser_id)
        .where(Appointment.enrolment_id.in_(own_paths(account_id)))
        .order_by(TrainingSession.starts_at, Appointment.id)
    ).all()


def notes(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(written_at, starts_at, kind, body, author): those of the team too, which are about the person."""
    return session.execute(
        select(
            AppointmentNote.written_at,
            TrainingSession.starts_at,
            AppointmentNote.kind,
            AppointmentNote.body,
            Account.name.label("author"),
        )
        .join(Appointment, Appointment.id == AppointmentNote.appointment_id)
        .join(TrainingSession, TrainingSession.id == Appointment.session_id)
        .join(Account, Account.id == AppointmentNote.author_id)
        .where(Appointment.enrolment_id.in_(own_paths(account_id)))
        .order_by(AppointmentNote.written_at, AppointmentNote.id)
    ).all()
