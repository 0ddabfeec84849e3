"""A person's seats and presences, the virtual classrooms they came to, and the sessions they led."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.classrooms.models import ClassroomPresence
from app.core.db import AnyRow
from app.privacy.copy.queries.own import own_paths
from app.scheduling.models import Attendance, Booking, TrainingSession


def bookings(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            TrainingSession.title,
            TrainingSession.starts_at,
            Booking.state,
            Booking.place,
            TrainingSession.cancelled_at,
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Booking.enrolment_id.in_(own_paths(account_id)))
        .order_by(TrainingSession.starts_at, Booking.id)
    ).all()


def attendance(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            TrainingSession.title,
            Attendance.day,
            Attendance.half_day,
            Attendance.present,
            Attendance.minutes,
            Attendance.reason,
            Attendance.reason_code,
            Attendance.document_seen,
        )
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .where(Attendance.enrolment_id.in_(own_paths(account_id)))
        .order_by(Attendance.day, Attendance.half_day.desc(), Attendance.id)
    ).all()


def connections(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(title, came_at, left_at) of the visits to virtual classrooms."""
    return session.execute(
        select(TrainingSession.title, ClassroomPresence.came_at, ClassroomPresence.left_at)
        .join(TrainingSession, TrainingSession.id == ClassroomPresence.session_id)
        .where(
            or_(ClassroomPresence.enrolment_id.in_(own_paths(account_id)), ClassroomPresence.account_id == account_id)
        )
        .order_by(ClassroomPresence.came_at, ClassroomPresence.id)
    ).all()


def led_sessions(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(TrainingSession.title, TrainingSession.starts_at)
        .where(TrainingSession.trainer_id == account_id)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()
