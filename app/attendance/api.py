"""Attendance for machines."""

from app.attendance import services
from app.attendance.schemas import AttendanceIn, AttendanceOut
from app.scheduling.rules import Half
from app.web.doors import ApiActor, Writing, api

router = api("attendance")


@router.put("/sessions/{session_id}/attendance/{enrolment_id}")
def record_attendance(
    session: Writing, actor: ApiActor, session_id: str, enrolment_id: str, asked: AttendanceIn
) -> AttendanceOut:
    """Who was there in a half-day. Saying the same again changes nothing; saying otherwise corrects it."""
    known = services.record_attendance(
        session, actor, session_id, enrolment_id, asked.half_day, asked.present, asked.reason, asked.day
    )
    return AttendanceOut(
        session_id=known.session_id,
        enrolment_id=known.enrolment_id,
        day=known.day,
        half_day=Half(known.half_day),
        present=known.present,
        minutes=known.minutes if known.present else 0,
        reason=known.reason,
    )
