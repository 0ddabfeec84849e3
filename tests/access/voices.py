"""One of each sort of what people say, for the doors that lead to them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.feedback.campaigns import asking, queries, questionnaires
from app.feedback.campaigns import asking_queries as due
from app.feedback.complaints import services as complaints
from app.feedback.improvements import queries as improvement_queries
from app.feedback.improvements import services as improvements
from app.feedback.incidents import services as incidents
from tests.access.stage import Piece, Stage


def voices_of(session: Session, quality: Actor, learner: Actor, group_id: str, organisation: Any) -> dict[str, str]:
    questionnaires.begin(session, quality)
    known = {row.audience + row.moment: row for row in queries.questionnaires(session, quality.organisation_id)}
    asked = asking.open_campaign(session, quality, known["funderstakeholder"].id, addresses="ville@mairie.example")
    nonce = due.nonces(session, asked.campaign_id)[0]
    complaint = complaints.complain(
        session, learner, organisation, complaints.Said("La salle est trop froide.", "place"), "127.0.0.9"
    )
    complaints.write(session, quality, complaint.complaint_id, "answer", "Le chauffage est réparé.")
    incident = incidents.record_incident(session, quality, incidents.Happened("Salle fermée."))
    action = improvements.decide(
        session, quality, improvements.Decided("Changer de salle", date(2026, 12, 18), quality.account_id)
    )
    return {
        "questionnaire_id": known["learneractivity"].id, "campaign_id": asked.campaign_id,
        "survey_token": asking.token_for(nonce), "complaint_id": complaint.complaint_id,
        "complaint_token": complaint.token, "incident_id": incident, "improvement_id": action,
        "funders_questionnaire": known["funderstakeholder"].id, "quality_id": quality.account_id, "trial_group": group_id,
    }  # fmt: skip


def page_forms(ids: dict[str, str], activity_id: str) -> dict[str, dict[str, Any]]:
    question = {
        "questions.0.ask": "Comment cela se passe-t-il ?", "questions.0.kind": "scale", "questions.0.required": "true",
    }  # fmt: skip
    return {
        "POST /enquete/{token}": {"q1": "8", "q2": "3"},
        "POST /reclamation": {"organisation": "demo", "words": "Trop de bruit.", "email": "une@personne.example"},
        "POST /reclamation/{token}/mots": {"words": "Encore un mot."},
        "POST /reclamation/{token}/avis": {"satisfied": "yes"},
        "POST /qualite/enquetes/nouvelle": {
            "questionnaire": ids["funders_questionnaire"], "addresses": "region@region.example",
        },
        "POST /qualite/enquetes/{campaign_id}/envoi": {"addresses": "autre@region.example"},
        "POST /qualite/questionnaires/nouveau": {
            "title": "Un questionnaire", "moment": "activity", "audience": "learner", **question,
        },
        "POST /qualite/questionnaires/{questionnaire_id}": {"title": "En chemin", "number": "1", **question},
        "POST /qualite/reclamations/nouvelle": {"words": "Dit au téléphone.", "phone": "06 39 98 00 12"},
        "POST /qualite/reclamations/{complaint_id}/responsable": {"owner": ids["quality_id"]},
        "POST /qualite/reclamations/{complaint_id}/mots": {"act": "note", "words": "Vu."},
        "POST /qualite/reclamations/{complaint_id}/cloture": {"outcome": "founded"},
        "POST /qualite/aleas/nouveau": {"what": "Une panne.", "happened_on": "2026-11-23"},
        "POST /qualite/aleas/{incident_id}": {"solution": "Une autre salle."},
        "POST /qualite/ameliorations/nouvelle": {
            "title": "Changer la lampe", "due_on": "2026-12-18", "owner": ids["quality_id"], "origin": "idea",
        },
        "POST /qualite/ameliorations/{improvement_id}/modifier": {
            "title": "Changer de salle", "due_on": "2026-12-20", "owner": ids["quality_id"],
        },
        "POST /qualite/ameliorations/{improvement_id}/etat": {"state": "doing"},
        "POST /qualite/ameliorations/{improvement_id}/effet": {"effect": "Personne ne s'en plaint plus."},
        "POST /qualite/ameliorations/{improvement_id}/publication": {"published": "La salle est chauffée."},
        "POST /qualite/essais/{group_id}": {"activity": activity_id, "choice": "keep"},
    }  # fmt: skip


def api_documents(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {
        "POST /complaints": {"words": "Dit au téléphone.", "phone": "06 39 98 00 12"},
        "POST /incidents": {"what": "Une panne."},
        "POST /improvements": {"title": "Changer la lampe", "due_on": "2026-12-18", "owner_id": ids["quality_id"]},
        "PUT /improvements/{improvement_id}/state": {"state": "doing"},
    }


def named(route: str, stage: Stage) -> dict[str, str]:
    if route.startswith("/enquete/"):
        return {"token": stage.ids["survey_token"]}
    return {"token": stage.ids["complaint_token"]} if route.startswith("/reclamation/") else {}


def _said(session: Session, stage: Stage) -> dict[str, str]:
    first = improvement_queries.organisations(session)[0]
    return voices_of(session, stage.quality, stage.learner, stage.ids["group_id"], first)


PIECE = Piece(
    _said,
    named,
    forms=lambda stage: page_forms(stage.ids, stage.activities["accueil"]),
    documents=lambda stage: api_documents(stage.ids),
)
