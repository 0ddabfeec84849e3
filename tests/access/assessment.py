"""What the learner sent: an attempt to be read, a work, opinions, a choice, a tick; and a bank of questions."""

from sqlalchemy.orm import Session

from app.assessment import services as assessing
from app.assessment.bank import queries as bank_queries
from app.assessment.bank import services as banks
from app.assessment.quizzes import queries as quizzes
from tests.access.stage import SLUG, Bodies, Piece, Stage


def sent(session: Session, stage: Stage) -> dict[str, str]:
    learner, path, keys = stage.learner, stage.path, stage.activities
    attempt = assessing.send_attempt(session, learner, path, keys["questions"], {"vrai": "false", "avis": "Un prix."})
    work = assessing.submit_work(session, learner, path, keys["travail"], "Mon essai.", None)
    assessing.send_answers(session, learner, path, keys["avis"], {"1": 5, "2": [1, 2], "5": "Rien à changer."})
    assessing.choose(session, learner, path, keys["creneau"], [stage.ids["option"]])
    assessing.tick(session, learner, path, keys["liste"], stage.ids["item"], True)
    unread = next(row for row in quizzes.answers(session, attempt.attempt_id) if row.points is None)
    return {
        "attempt_id": attempt.attempt_id, "question_version_id": unread.question_version_id,
        "submission_id": work.submission_id, **_kept(session, stage),
    }  # fmt: skip


def _kept(session: Session, stage: Stage) -> dict[str, str]:
    """A bank with one question, and a file that waits to be added."""
    bank = banks.open_bank(session, stage.trainer, "Prix et marge", SLUG)
    banks.add_text(session, stage.trainer, bank.id, "::prix::Un prix couvre d'abord…{=les coûts ~l'envie}")
    return {
        "bank_id": bank.id, "question_id": bank_queries.ids(session, bank.id, bank_queries.Wish())[0], "language": "gift",
        "import_id": banks.keep_file(session, stage.trainer, bank.id, "q.gift", b"::vente::Vendre ?{T}"),
    }  # fmt: skip


def forms(stage: Stage) -> Bodies:
    level = f"level-{stage.ids['competence']}"
    return {
        "POST /activites/{activity_id}/reponses": {"q3": "false"},
        "POST /activites/{activity_id}/travail": {"text": "J'ai suivi le cours."},
        "POST /activites/{activity_id}/niveaux": {level: "2"},
        "POST /activites/{activity_id}/avis": {"q1": "4", "q2": "1"},
        "POST /activites/{activity_id}/choix": {"option": stage.ids["option"]},
        "POST /activites/{activity_id}/points": {"item": stage.ids["item"], "checked": "1"},
        "POST /travaux/{submission_id}": {
            "decision": "accepted", "comment": "Bien.", "criteria-1": "met", "criteria-2": "met",
        },
        "POST /travaux/{submission_id}/relecture": {"criteria-1": "3", "note-1": "Dites-en plus."},
        "POST /travaux/reponses/{attempt_id}/{question_version_id}": {"points": "1", "comment": "Oui."},
        "POST /suivi/{enrolment_id}/niveaux": {"stage": "entry", level: "2"},
    }  # fmt: skip


def documents(stage: Stage) -> Bodies:
    return {
        "POST /activities/{activity_id}/attempts": {"answers": {"vrai": "false"}},
        "POST /activities/{activity_id}/survey-answers": {"answers": {"1": 4, "2": [1]}},
        "POST /activities/{activity_id}/choices": {"options": [stage.ids["option"]]},
        "POST /activities/{activity_id}/checks": {"item": stage.ids["item"]},
        "POST /submissions/{submission_id}/review": {
            "decision": "accepted", "comment": "Bien.", "criteria": {"1": "met", "2": "met"},
        },
        "POST /enrolments/{enrolment_id}/levels": {"stage": "entry", "levels": {stage.ids["competence"]: 2}},
    }  # fmt: skip


def options(_stage: Stage) -> Bodies:
    return {"POST /api/v1/activities/{activity_id}/submissions": {"data": {"text": "J'ai suivi le cours."}}}


PIECE = Piece(
    sent,
    forms=forms,
    documents=documents,
    options=options,
    activity_of={
        "/activites/{activity_id}/reponses": "questions",
        "/activites/{activity_id}/essais/{attempt_id}": "questions",
        "/activites/{activity_id}/travail": "ailleurs",
        "/activites/{activity_id}/versions": "travail",
        "/activites/{activity_id}/niveaux": "niveaux",
        "/activites/{activity_id}/avis": "avis",
        "/activites/{activity_id}/choix": "creneau",
        "/activites/{activity_id}/points": "liste",
        "/atelier/{slug}/activites/{activity_id}/reponses": "avis",
        "/atelier/{slug}/activites/{activity_id}/reponses.csv": "avis",
        "/activities/{activity_id}/questions": "questions",
        "/activities/{activity_id}/attempts": "questions",
        "/activities/{activity_id}/submissions": "ailleurs",
        "/activities/{activity_id}/survey-answers": "avis",
        "/activities/{activity_id}/choices": "creneau",
        "/activities/{activity_id}/checks": "liste",
    },
)
