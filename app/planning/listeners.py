"""What plans do when something happens around them."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local
from app.core.journal import on, record
from app.enrolments.events import EnrolmentAdmitted
from app.planning import queries, services
from app.planning.events import PlanDrawn
from app.scheduling.events import SeatBooked, SessionMoved


@on(EnrolmentAdmitted)
def draw_the_plan(session: Session, actor: Actor, event: EnrolmentAdmitted) -> None:
    services.draw_at_entry(session, actor, event.enrolment_id)
    record(session, actor, PlanDrawn(event.enrolment_id))


@on(SeatBooked)
def date_the_step(session: Session, actor: Actor, event: SeatBooked) -> None:
    """Whoever has a seat does that step on its day."""
    meeting = queries.meeting(session, event.session_id)
    if meeting is not None and meeting.activity_id is not None:
        queries.date_step(session, event.enrolment_id, meeting.activity_id, local(meeting.starts_at).date())


@on(SessionMoved)
def move_the_steps(session: Session, actor: Actor, event: SessionMoved) -> None:
    meeting = queries.meeting(session, event.session_id)
    if meeting is not None and meeting.activity_id is not None:
        seated = [row.enrolment_id for row in queries.people_with_seats(session, event.session_id)]
        queries.date_steps(session, meeting.activity_id, seated, local(meeting.starts_at).date())
