"""Who opens which dossier, and the note that is made of it."""

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.db import database
from app.core.ids import new_id
from app.dossiers import policies, queries, rules
from app.dossiers.models import DossierReading
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow


def see(session: Session, actor: Actor, enrolment_id: str) -> EnrolmentRow:
    """The path whose dossier the actor may open."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_open(actor, enrolment.learner_id))
    return enrolment


def reading_to_note(session: Session, actor: Actor, enrolment: EnrolmentRow, part: str) -> Callable[[], None] | None:
    """A short write to make once the page is made; None for one's own dossier, or when it was noted a moment ago."""
    if actor.account_id == enrolment.learner_id:
        return None
    if queries.read_since(session, enrolment.id, actor.account_id, part, now() - rules.READ_AGAIN):
        return None
    return partial(_note, enrolment.organisation_id, enrolment.id, actor.account_id, part)


def _note(organisation_id: str, enrolment_id: str, reader_id: str, part: str) -> None:
    with database().writing() as session:
        session.add(
            DossierReading(
                id=new_id(),
                organisation_id=organisation_id,
                enrolment_id=enrolment_id,
                reader_id=reader_id,
                part=part,
                at=now(),
            )
        )
