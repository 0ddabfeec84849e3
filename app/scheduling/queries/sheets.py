"""Who was there, half-day by half-day."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.scheduling.models import Attendance
from app.scheduling.queries.sessions import Rows

_ATTENDANCES = select(
    Attendance.enrolment_id,
    Attendance.day,
    Attendance.half_day,
    Attendance.present,
    Attendance.minutes,
    Attendance.reason,
    Attendance.reason_code,
    Attendance.document_seen,
    Attendance.recorded_at,
    Attendance.entry_id,
).where(Attendance.session_id == bindparam("session_id"))
_NOTED = (
    select(Attendance.id)
    .where(Attendance.session_id == bindparam("session_id"), Attendance.enrolment_id == bindparam("enrolment_id"))
    .limit(1)
)
_ANY = select(Attendance.id).where(Attendance.session_id.in_(bindparam("ids", expanding=True))).limit(1)


def attendances_of(session: Session, session_id: str) -> Rows:
    """(enrolment_id, day, half_day, present, minutes, reason, …) of a session."""
    return session.execute(_ATTENDANCES, {"session_id": session_id}).all()


def is_noted(session: Session, session_id: str, enrolment_id: str) -> bool:
    """Whether somebody's presence or absence was said already."""
    return session.execute(_NOTED, {"session_id": session_id, "enrolment_id": enrolment_id}).first() is not None


def any_attendance(session: Session, session_ids: Sequence[str]) -> bool:
    """Whether a presence or an absence was noted in any of these sessions."""
    return session.execute(_ANY, {"ids": list(session_ids)}).first() is not None
