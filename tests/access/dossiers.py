"""One thing of each sort in a dossier, for the doors that lead to them."""

import io

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.dossiers.services import actions, goals, notes
from app.dossiers.services.notes import Written
from app.files import services as files


def dossier_of(session: Session, adviser: Actor, learner: Actor, enrolment: str) -> dict[str, str]:
    goal = goals.set_goal(session, learner, enrolment, "Trouver un local")
    action = actions.agree(session, adviser, enrolment, "Appeler la mairie", learner.account_id)
    note = notes.write_note(session, adviser, enrolment, Written("Préfère le matin", "team"))
    obstacle = notes.write_note(
        session, adviser, enrolment, Written("Sans voiture", "team", subject="mobility"), kind="obstacle"
    )
    document = notes.write_note(
        session, adviser, enrolment, Written("Son plan", "shared"), kind="document",
        keep_file=lambda: files.store(session, adviser, adviser.organisation_id, "plan.txt", io.BytesIO(b"Plan"), learner.account_id).id,
    )  # fmt: skip
    return {
        "what": "objectifs", "item_id": goal.id, "action_id": action.id, "note_id": note.id, "obstacle_note": obstacle.id,
        "document_note": document.id,
    }  # fmt: skip
