"""A step that takes place in a meeting follows it: moved with it, to be planned again when it is off."""

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.services import acts
from app.core.access import Actor
from app.core.journal import on
from app.scheduling.events import SessionCancelled, SessionMoved


@on(SessionMoved)
def follow_the_meeting(session: Session, actor: Actor, event: SessionMoved) -> None:
    for row, starts_at in queries.planned_in(session, event.session_id):
        application = queries.application_to_change(session, row.organisation_id, row.application_id)
        row.planned_at = starts_at
        application.to_call = not application.email
        acts.aim(session, application)


@on(SessionCancelled)
def plan_again(session: Session, actor: Actor, event: SessionCancelled) -> None:
    for row, _starts_at in queries.planned_in(session, event.session_id):
        application = queries.application_to_change(session, row.organisation_id, row.application_id)
        session.delete(row)
        application.to_call = not application.email
        acts.note(session, actor, application, "off", step_id=row.step_id)
        acts.aim(session, application)
