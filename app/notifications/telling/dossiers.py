"""What is told of a dossier to the person it is about: that there is something to read there, never its words."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.dossiers.events import CorrectionAnswered, NoteShared
from app.identity import queries as identity
from app.notifications import queries, services
from app.notifications.listeners import tell_later


@on(NoteShared)
def of_a_note(session: Session, actor: Actor, event: NoteShared) -> None:
    _leave(session, actor, "dossier_note", event.note_id, event.enrolment_id)


@on(CorrectionAnswered)
def of_an_answer(session: Session, actor: Actor, event: CorrectionAnswered) -> None:
    _leave(session, actor, "dossier_answer", event.correction_id, event.enrolment_id)


def _leave(session: Session, actor: Actor, name: str, what: str, enrolment_id: str) -> None:
    payload = {"enrolment_id": enrolment_id, "what": what, "organisation_id": actor.organisation_id}
    tell_later(session, actor, name, what, payload)


@task("notifications.dossier_note")
def tell_of_a_note(session: Session, payload: Payload) -> None:
    _tell(session, payload, "dossier_note", "/mon-dossier#notes")


@task("notifications.dossier_answer")
def tell_of_an_answer(session: Session, payload: Payload) -> None:
    _tell(session, payload, "dossier_answer", "/mon-dossier#corrections")


def _tell(session: Session, payload: Payload, event: str, page: str) -> None:
    learner = queries.person_of_path(session, payload["enrolment_id"])
    if learner is not None:
        by = identity.names(session, {payload["by"]}).get(payload["by"], "")
        services.write_to(
            session, payload["organisation_id"], learner, event, f"{event}:{payload['what']}", {"by": by, "page": page},
            link=page,
        )  # fmt: skip
