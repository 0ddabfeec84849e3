"""Who was there, half-day by half-day."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.scheduling.models import Attendance

_NOTED = (
    select(Attendance.id)
    .where(Attendance.session_id == bindparam("session_id"), Attendance.enrolment_id == bindparam("enrolment_id"))
    .limit(1)
)
_ANY = select(Attendance.id).where(Attendance.session_id.in_(bindparam("ids", expanding=True))).limit(1)


def is_noted(session: Session, session_id: str, enrolment_id: str) -> bool:
    """Whether somebody's presence or absence was said already."""
    return session.execute(_NOTED, {"session_id": session_id, "enrolment_id": enrolment_id}).first() is not None


def any_attendance(session: Session, session_ids: Sequence[str]) -> bool:
    """Whether a presence or an absence was noted in any of these sessions."""
    return session.execute(_ANY, {"ids": list(session_ids)}).first() is not None
