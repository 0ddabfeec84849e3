"""What happens to the session of an appointment by other doors: the agenda, the page of sessions, a plan that changes."""

from sqlalchemy.orm import Session

from app.appointments import queries
from app.appointments.models import Appointment
from app.appointments.rules import Outcome
from app.appointments.services import changing, meetings, settling
from app.core.access import Actor
from app.core.journal import on
from app.enrolments import queries as enrolments
from app.scheduling.events import AttendanceRecorded, BookingCancelled, SessionCancelled, SessionMoved


def _met(session: Session, session_id: str) -> Appointment | None:
    """The live appointment of a session, unless this room is changing it itself."""
    found = queries.of_session(session, session_id)
    if found is None or found.cancelled_at is not None or meetings.is_by_ourselves(session, found.id):
        return None
    return found


@on(SessionMoved)
def follow_the_session(session: Session, actor: Actor, event: SessionMoved) -> None:
    if (found := _met(session, event.session_id)) is None:
        return
    meeting = queries.meeting_of(session, found)
    if (meeting.starts_at, meeting.ends_at) == (event.was_starts_at, event.was_ends_at):
        return  # another room, another link: the time is the same
    found.slot_id = None
    found.planned_minutes = int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60
    changing.note_moved(session, actor, found, (event.was_starts_at, event.was_ends_at), meeting.starts_at)


@on(SessionCancelled)
def cancel_with_the_session(session: Session, actor: Actor, event: SessionCancelled) -> None:
    if found := _met(session, event.session_id):
        changing.note_cancelled(session, actor, found, "", by_learner=_is_learner(session, actor, found))


@on(BookingCancelled)
def cancel_with_the_seat(session: Session, actor: Actor, event: BookingCancelled) -> None:
    found = _met(session, event.session_id)
    if found and found.enrolment_id == event.enrolment_id:
        changing.note_cancelled(session, actor, found, "", by_learner=_is_learner(session, actor, found))


@on(AttendanceRecorded)
def settle_with_the_sheet(session: Session, actor: Actor, event: AttendanceRecorded) -> None:
    """Whoever signs a sheet says how the appointment went."""
    found = _met(session, event.session_id)
    if found is None or found.enrolment_id != event.enrolment_id:
        return
    if event.attended_minutes:
        settling.note_settled(session, actor, found, Outcome.HELD.value, "", event.attended_minutes)
    elif not event.present:
        settling.note_settled(session, actor, found, Outcome.ABSENT.value, found.absence, None)


def _is_learner(session: Session, actor: Actor, appointment: Appointment) -> bool:
    enrolment = enrolments.enrolment_of(session, appointment.organisation_id, appointment.enrolment_id)
    return enrolment.learner_id == actor.account_id
