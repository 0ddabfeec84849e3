"""What is known of somebody's competences, for the doors that lead to it."""

from typing import Any

from sqlalchemy.orm import Session

from app.assessment.levels.services import competences_of
from app.competences.levels import proofs, services
from app.competences.levels.showing import print_of
from app.competences.models import PlanProposal
from app.competences.positioning import services as positioning
from app.core.access import Actor
from app.courses.outline import Outline
from app.enrolments import queries as enrolments
from tests.access.stage import Piece, Stage


def competences_of_scene(
    session: Session, adviser: Actor, learner: Actor, enrolment_id: str, outline: Outline
) -> dict[str, str]:
    """Every sentence answered and nothing sent; a level concluded on a proof; a change of plan to decide."""
    competence = outline.blocks[0].competences[0].id
    positioning.answer(session, learner, enrolment_id, "entry", dict.fromkeys(competences_of(outline), 2))
    sent = positioning.say_needs(session, learner, enrolment_id, "entry", {})
    row = enrolments.enrolment_for(session, adviser, enrolment_id)
    chosen = proofs.choices(session, row, outline)[0].value
    proof = proofs.show_proof(session, learner, enrolment_id, competence, "entry", chosen)
    conclusion = services.conclude(session, adviser, enrolment_id, competence, "entry", 2, "Vu ensemble.")
    proposal = PlanProposal(
        organisation_id=adviser.organisation_id, enrolment_id=enrolment_id, positioning_id=sent.id,
        sequence_id=outline.sequences[-1].id, act="omit", threshold=3, figures=[],
    )  # fmt: skip
    session.add(proposal)
    session.flush()
    return {
        "competence_id": competence, "moment": "entree", "step": "1", "proof_id": proof.id,
        "conclusion_id": conclusion.id, "proposal_id": proposal.id,
    }  # fmt: skip


def page_bodies(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What to send to the pages so that somebody allowed succeeds."""
    level = f"level-{ids['competence_id']}"
    return {
        "POST /competences/{enrolment_id}/{competence_id}/niveau": {"stage": "middle", "level": "2"},
        "POST /competences/{enrolment_id}/{competence_id}/conclusion": {
            "stage": "middle", "level": "2", "why": "Vu.", "heard": print_of([]),
        },
        "POST /competences/{enrolment_id}/{competence_id}/reouverture": {
            "stage": "entry", "conclusion": ids["conclusion_id"], "reopened_why": "Un autre travail.",
        },
        "POST /competences/{enrolment_id}/{competence_id}/preuves": {
            "stage": "middle", "proof": f"work:{ids['submission_id']}",
        },
        "POST /competences/{enrolment_id}/{competence_id}/preuves/{proof_id}/retrait": {"stage": "entry"},
        "POST /positionnement/{enrolment_id}/{moment}/{step}": {level: "1"},
        "POST /positionnement/{enrolment_id}/{moment}/besoins": {"expectations": "Vendre."},
        "POST /positionnement/{enrolment_id}/{moment}/entretien": {"held_on": "2026-11-23", "agreed": "Tout garder."},
        "POST /propositions/{proposal_id}": {"decision": "refuse", "word": "On garde."},
        "POST /seances/{session_id}/competences": {
            "stage": "middle", f"level-{ids['enrolment_id']}:{ids['competence_id']}": "2",
        },
        "POST /suivi/positionnements/questionnaire": {
            "key[]": "a", "label-a": "Quoi ?", "kind-a": "text", "stages-a": "entry", "held": "3", "weak": "1",
        },
    }  # fmt: skip


def api_bodies(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """The same for machines."""
    concluding = {"stage": "middle", "level": 2, "why": "Vu."}
    return {
        "POST /enrolments/{enrolment_id}/competences/{competence_id}/conclusion": concluding,
        "POST /enrolments/{enrolment_id}/conclusions/{conclusion_id}/reopening": {"why": "Un autre travail."},
        "POST /enrolments/{enrolment_id}/competences/{competence_id}/proofs": {
            "stage": "middle", "kind": "work", "id": ids["submission_id"],
        },
    }  # fmt: skip


def named(route: str, _stage: Stage) -> dict[str, str]:
    return {"moment": "entree"} if route.startswith("/positionnement/") else {}


def _known(session: Session, stage: Stage) -> dict[str, str]:
    return competences_of_scene(session, stage.adviser, stage.learner, stage.path, stage.outline)


PIECE = Piece(_known, named, forms=lambda stage: page_bodies(stage.ids), documents=lambda stage: api_bodies(stage.ids))
