"""A plan that was changed."""

from sqlalchemy.orm import Session

from app.planning.changes import services as changing
from app.planning.changes.rules import Act, Asked
from app.planning.days import Means
from tests.access.stage import SLUG, Bodies, Piece, Stage


def changed(session: Session, stage: Stage) -> dict[str, str]:
    asked = Asked(Act.PACE, means=Means(600))
    return {"change_id": changing.change_plan(session, stage.adviser, stage.path, asked, "Un emploi le matin").id}


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /mon-parcours/disponibilites": {"weekly_hours": "6"},
        "POST /suivi/plans": {"course": SLUG, "reason": "Une fermeture"},
        "POST /suivi/{enrolment_id}/disponibilites": {"weekly_hours": "6"},
        "POST /suivi/{enrolment_id}/plan/{act}": {"since": "2026-11-30", "days": "12"},
    }


def documents(_stage: Stage) -> Bodies:
    return {
        "POST /enrolments/{enrolment_id}/plan/changes": {
            "act": "extend", "ends_on": "2027-01-29", "reason": "Plus de temps", "dry_run": True,
        },
        "PUT /enrolments/{enrolment_id}/availability": {"weekly_minutes": 360, "reason": "Un emploi le matin"},
    }  # fmt: skip


PIECE = Piece(changed, forms=forms, documents=documents)
