"""What scheduling itself does when a presence or an absence is noted."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.journal import on
from app.scheduling import queries
from app.scheduling.events import AttendanceRecorded


@on(AttendanceRecorded)
def the_seat_is_said(session: Session, actor: Actor, event: AttendanceRecorded) -> None:
    """The session leaves the list of those to sign once every seat is said: read from the bookings themselves."""
    wanted = {"of_session": event.session_id, "of_enrolment": event.enrolment_id, "moment": now()}
    session.connection().execute(queries.SAY_SEAT, wanted)
