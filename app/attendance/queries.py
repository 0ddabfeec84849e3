"""What was said and signed of each half-day."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.scheduling.models import Attendance, Booking

_PRESENCES = select(Attendance).where(
    Attendance.session_id == bindparam("session_id"), Attendance.enrolment_id == bindparam("enrolment_id")
)
_PLACE = select(Booking.place).where(
    Booking.session_id == bindparam("session_id"), Booking.enrolment_id == bindparam("enrolment_id")
)


def attendances_to_change(session: Session, session_id: str, enrolment_id: str) -> Sequence[Attendance]:
    return session.scalars(_PRESENCES, {"session_id": session_id, "enrolment_id": enrolment_id}).all()


def place_of(session: Session, session_id: str, enrolment_id: str) -> str | None:
    """Where that person takes part: in the room, or from afar."""
    return session.execute(_PLACE, {"session_id": session_id, "enrolment_id": enrolment_id}).scalar()
