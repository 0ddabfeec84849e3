"""What learning does when a presence is noted, and when somebody does at a distance what replaces a session."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.journal import on
from app.courses.outline import Activity, Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.learning import queries, rules
from app.learning.events import ActivityCompleted
from app.learning.services import record_result
from app.scheduling import queries as scheduling
from app.scheduling.events import AttendanceRecorded, BookingCancelled, SessionCancelled


@on(AttendanceRecorded)
def count_the_session(session: Session, actor: Actor, event: AttendanceRecorded) -> None:
    """A session counts when every half-day of it was attended; a correction takes it back."""
    if event.activity_id is None:
        return
    enrolment = enrolments.enrolment_for(session, actor, event.enrolment_id)
    course = outline(session, enrolment.edition_id)
    activity = course.activities.get(event.activity_id)
    if activity is None:
        return
    whole = event.planned_minutes > 0 and event.attended_minutes >= event.planned_minutes
    if not whole and _replace(session, actor, enrolment, course, activity):
        return
    facts = {
        "attended": event.attended_minutes,
        "planned": event.planned_minutes,
        "missed": not event.present,
    }
    record_result(
        session, actor, enrolment, activity, state=rules.DONE if whole else rules.OPENED, facts=facts,
        proof_kind="attendance", proof_id=event.entry_id,
    )  # fmt: skip


# --- An equivalent, for who cannot come -----------------------------------------------------------------------


@on(ActivityCompleted)
def count_what_replaces_a_session(session: Session, actor: Actor, event: ActivityCompleted) -> None:
    """Done at a distance, the equivalent of a session stands for it, unless the person has a seat and will come."""
    replaced = scheduling.replaced_by(session, event.activity_id)
    if not replaced:
        return
    enrolment = enrolments.enrolment_for(session, actor, event.enrolment_id)
    course = outline(session, enrolment.edition_id)
    for activity_id in replaced:
        if activity := course.activities.get(activity_id):
            _replace(session, actor, enrolment, course, activity)


@on(BookingCancelled)
def count_what_replaces_a_seat(session: Session, actor: Actor, event: BookingCancelled) -> None:
    """Who has done the equivalent and then gives the seat back has done what was asked."""
    activity_id = scheduling.activity_of(session, event.session_id)
    if activity_id is None or not scheduling.equivalents_of(session, activity_id):
        return
    enrolment = enrolments.enrolment_for(session, actor, event.enrolment_id)
    course = outline(session, enrolment.edition_id)
    if activity := course.activities.get(activity_id):
        _replace(session, actor, enrolment, course, activity)


@on(SessionCancelled)
def count_what_replaces_a_cancelled_session(session: Session, actor: Actor, event: SessionCancelled) -> None:
    """The seats are gone: whoever has done the equivalent has done what was asked."""
    activity_id = scheduling.activity_of(session, event.session_id)
    if activity_id is None or not scheduling.equivalents_of(session, activity_id):
        return
    for person in scheduling.people_of(session, event.session_id):
        enrolment = enrolments.enrolment_for(session, actor, person.enrolment_id)
        course = outline(session, enrolment.edition_id)
        if activity := course.activities.get(activity_id):
            _replace(session, actor, enrolment, course, activity)


def _replace(session: Session, actor: Actor, enrolment: EnrolmentRow, course: Outline, activity: Activity) -> bool:
    """Whether the session counts as done because its equivalent is. It brings no minute: those of the equivalent do."""
    equivalents = scheduling.equivalents_of(session, activity.id)
    if not equivalents:
        return False
    states = queries.states(session, enrolment.id)
    done = next((one for one in equivalents if (known := states.get(one)) and known.state == rules.DONE), None)
    if done is None or scheduling.coming_seat(session, enrolment.id, activity.id, now()):
        return False
    known = states.get(activity.id)
    if known is None or known.state != rules.DONE:
        record_result(
            session, actor, enrolment, activity, state=rules.DONE, facts={"replaced_by": done}, proof_kind="equivalent"
        )
    return True
