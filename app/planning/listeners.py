"""What plans do when something happens around them."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local, now
from app.core.journal import on, record
from app.core.tasks import later
from app.courses.events import CoursePublished
from app.enrolments import queries as enrolments
from app.enrolments.carrying import plug_left_out
from app.enrolments.events import (
    EnrolmentAdmitted,
    EnrolmentFinished,
    EnrolmentLeft,
    EnrolmentPaused,
    EnrolmentResumed,
)
from app.planning import queries, services
from app.planning.changes import services as changing
from app.planning.events import PlanDrawn
from app.scheduling.events import SeatBooked, SessionCancelled, SessionMoved, SessionPlanned
from app.scheduling.rules import People


@on(EnrolmentAdmitted)
def draw_the_plan(session: Session, actor: Actor, event: EnrolmentAdmitted) -> None:
    services.draw_at_entry(session, actor, event.enrolment_id, event.given)
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


@on(SessionPlanned)
def look_for_those_who_wait(session: Session, actor: Actor, event: SessionPlanned) -> None:
    """Only when somebody may wait for it: a session entered afterwards, or of nobody's plan, leaves no work."""
    meeting = queries.meeting(session, event.session_id)
    if (
        meeting is not None
        and meeting.activity_id is not None
        and meeting.people == People.COLLECTIVE
        and meeting.starts_at > now()
        and queries.anyone_plans(session, meeting.activity_id)
    ):
        _leave(session, actor, "planning.seat", f"planning.seat:{meeting.id}", session_id=meeting.id)


@on(SessionCancelled)
def look_for_other_seats(session: Session, actor: Actor, event: SessionCancelled) -> None:
    _leave(session, actor, "planning.seat_again", session_id=event.session_id)


@on(CoursePublished)
def change_the_steps(session: Session, actor: Actor, event: CoursePublished) -> None:
    """The sequences are changed with the publication; their steps follow at once after it."""
    if event.number > 1:
        _leave(session, actor, "planning.edition", edition_id=event.edition_id)


def _leave(session: Session, actor: Actor, name: str, key: str | None = None, **payload: str) -> None:
    later(
        session,
        name,
        {**payload, "by": actor.account_id},
        organisation_id=actor.organisation_id,
        asked_by=actor.account_id,
        key=key,
    )


# --- The status of a path changes: its dates and its seats follow --------------------------------------------------


@on(EnrolmentPaused)
def let_seats_go(session: Session, actor: Actor, event: EnrolmentPaused) -> None:
    if not changing.is_acting(session, event.enrolment_id):
        changing.follow_pause(session, actor, event.enrolment_id, _reason(session, event.enrolment_id))


@on(EnrolmentResumed)
def go_on(session: Session, actor: Actor, event: EnrolmentResumed) -> None:
    if not changing.is_acting(session, event.enrolment_id):
        changing.follow_resumption(session, actor, event.enrolment_id, _reason(session, event.enrolment_id))


@on(EnrolmentFinished)
@on(EnrolmentLeft)
def give_seats_back(session: Session, actor: Actor, event: EnrolmentFinished | EnrolmentLeft) -> None:
    changing.follow_end(session, actor, event.enrolment_id)


def _reason(session: Session, enrolment_id: str) -> str:
    last = enrolments.last_change(session, enrolment_id)
    return last.reason if last else ""


plug_left_out(queries.omitted_in_course)
