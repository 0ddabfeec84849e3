"""A remark that the learner left on an activity, and the marks they leave on others."""

from sqlalchemy.orm import Session

from app.learning.remarks import services as remarking
from tests.access.stage import Bodies, Piece, Stage


def left(session: Session, stage: Stage) -> dict[str, str]:
    remark = remarking.leave_remark(
        session, stage.learner, stage.path, stage.activities["accueil"], "more", "40", "Pas très clair."
    )
    assert remark is not None
    return {"remark_id": remark.id}


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /activites/{activity_id}/mot": {"felt": "more", "remark": "Un mot."},
        "POST /activites/{activity_id}/passage": {"vers": "niveaux", "parce_que": "vous avez déjà écouté"},
        "POST /activites/{activity_id}/temps": {"time_spent": "25"},
        "POST /atelier/{slug}/activites/{activity_id}/resultats/{remark_id}": {"reply": "Merci."},
    }


def documents(_stage: Stage) -> Bodies:
    return {
        "PUT /enrolments/{enrolment_id}/activities/{activity_id}/completion": {"done": True},
        "PUT /enrolments/{enrolment_id}/activities/{activity_id}/remark": {"felt": "more", "body": "Un mot."},
        "POST /activities/{activity_id}/branch": {"go_to": "niveaux"},
        "POST /activities/{activity_id}/restoration": {},
    }


PIECE = Piece(
    left,
    forms=forms,
    documents=documents,
    activity_of={
        "/activites/{activity_id}/fichier": "fiche",
        "/activites/{activity_id}/temps": "travail",
        "/activites/{activity_id}/passage": "voix",
        "/activities/{activity_id}/branch": "voix",
    },
)
