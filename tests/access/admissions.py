"""Two candidates, a step of theirs, somebody who may become one; and a private page."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from app.admissions import queries
from app.admissions.services import entering
from app.core import clock
from app.visits import services as visits
from tests.access.stage import SLUG, Bodies, Piece, Stage

_CANDIDATE = {"name": "Un Candidat", "phone": "06 39 98 00 11", "consent": "1"}


def come(session: Session, stage: Stage) -> dict[str, str]:
    adviser = stage.adviser
    contact = entering.Contact(name="Une Candidate", email="candidate@courriel.example", consent=True)
    made = entering.meet(session, adviser, contact)
    other = entering.meet(session, adviser, replace(contact, name="Une Autre", email="autre@courriel.example"))
    starts = clock.now() - timedelta(days=4)
    with clock.at(starts - timedelta(days=1)):
        held = visits.plan_meeting(session, adviser, "Portes ouvertes", starts, starts + timedelta(hours=1), 20)
        wish = visits.Wish(name="Une Visiteuse", email="venue@courriel.example", consent=True)
        visit = visits.register(session, held.id, wish, "192.0.2.1").visit_id
    stage.published["candidate_token"] = made.token
    return {
        "application_id": made.application_id, "other_application": other.application_id,
        "step_id": queries.steps(session, adviser.organisation_id)[0].id,
        "visit_id": visit,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    return {"token": stage.published["candidate_token"]} if route.startswith("/ma-candidature/") else {}


def forms(stage: Stage) -> Bodies:
    return {
        "POST /rejoindre": {"organisation": "demo", "name": "Un Candidat", "email": "candidat@courriel.example", "consent": "1"},
        "POST /ma-candidature/{token}/partage": {"agrees": "oui"},
        "POST /prescrire": _CANDIDATE,
        "POST /candidatures": _CANDIDATE,
        "POST /candidatures/{application_id}/suivi": {"what": "answered"},
        "POST /candidatures/{application_id}/conseil": {"adviser": stage.adviser.account_id},
        "POST /candidatures/{application_id}/etapes/{step_id}": {"act": "done"},
        "POST /candidatures/{application_id}/decision": {"decision": "withdrew", "reason": "Un emploi."},
        "POST /candidatures/{application_id}/entree": {"course": SLUG, "starts_on": "2026-11-30"},
        "POST /candidatures/{application_id}/double": {"into": stage.ids["other_application"]},
        "POST /admin/admission": {"name": "Visite", "kind": "other", "days": "7"},
        "POST /admin/admission/{step_id}": {"name": "Rencontre", "kind": "meeting", "days": "7"},
    }  # fmt: skip


def documents(_stage: Stage) -> Bodies:
    return {
        "POST /applications": {**_CANDIDATE, "consent": True},
        "PUT /applications/{application_id}/steps/{step_id}": {"state": "done"},
        "POST /applications/{application_id}/decision": {"decision": "withdrew", "reason": "Un emploi."},
        "POST /applications/{application_id}/entry": {"course": SLUG, "starts_on": "2026-11-30"},
    }


PIECE = Piece(come, named, forms=forms, documents=documents)
