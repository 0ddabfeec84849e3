"""What learning does when a presence is noted."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.learning import rules
from app.learning.services import record_result
from app.scheduling.events import AttendanceRecorded


@on(AttendanceRecorded)
def count_the_session(session: Session, actor: Actor, event: AttendanceRecorded) -> None:
    """A session counts when every half-day of it was attended; a correction takes it back."""
    if event.activity_id is None:
        return
    enrolment = enrolments.enrolment_for(session, actor, event.enrolment_id)
    activity = outline(session, enrolment.edition_id).activities.get(event.activity_id)
    if activity is None:
        return
    whole = event.planned_minutes > 0 and event.attended_minutes >= event.planned_minutes
    facts = {
        "attended": event.attended_minutes,
        "planned": event.planned_minutes,
        "missed": not event.present,
    }
    record_result(
        session, actor, enrolment, activity, state=rules.DONE if whole else rules.OPENED, facts=facts,
        proof_kind="attendance", proof_id=event.entry_id,
    )  # fmt: skip
