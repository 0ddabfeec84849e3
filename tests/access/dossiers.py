"""One thing of each sort in a dossier, for the doors that lead to them."""

import io

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.dossiers.services import actions, goals, notes
from app.dossiers.services.notes import Written
from app.files import services as files
from tests.access.stage import Bodies, Piece, Stage


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


def named(route: str, stage: Stage) -> dict[str, str]:
    ids = {}
    if route.endswith("/levee"):
        ids["note_id"] = stage.ids["obstacle_note"]
    if route.startswith("/dossier/") and "/documents/" in route:
        ids["note_id"] = stage.ids["document_note"]
    return ids


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /dossier/{enrolment_id}/{what}/nouveau": {"title": "Vendre au marché"},
        "POST /dossier/{enrolment_id}/{what}/{item_id}": {"title": "Trouver un local au centre"},
        "POST /dossiers/listes": {"met": "Un salon"},
    }


def documents(_stage: Stage) -> Bodies:
    return {
        "POST /enrolments/{enrolment_id}/dossier/notes": {"body": "Préfère le matin.", "visibility": "shared"},
        "POST /enrolments/{enrolment_id}/dossier/goals": {"title": "Vendre au marché"},
        "POST /enrolments/{enrolment_id}/dossier/actions": {"body": "Appeler la mairie", "due_on": "2026-12-01"},
        "POST /enrolments/{enrolment_id}/dossier/referrals": {"partner": "Mission locale"},
    }


PIECE = Piece(
    lambda session, stage: dossier_of(session, stage.adviser, stage.learner, stage.path),
    named,
    forms=forms,
    documents=documents,
)
