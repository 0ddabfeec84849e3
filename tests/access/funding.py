"""Who funds the path of the scene, and what every door of funding is sent."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.enrolments import queries as enrolments
from app.funding.nomenclature.esf import ENTRY
from app.funding.participants import services as participants
from app.funding.services import files, profiles
from app.funding.services.files import Part
from app.funding.years import services as years
from tests.access.stage import Piece


def funding_of(session: Session, admin: Actor, adviser: Actor, enrolment: str, funder_id: str) -> dict[str, str]:
    profiles.set_funder(session, admin, funder_id, "european_union", esf=True, report=True, years=None)
    files.share_hours(session, adviser, enrolment, [Part(funder_id, 100, "FSE-1", 90)])
    participants.fill_in(session, adviser, enrolment, ENTRY, {"sex": "f", "disability": "no"})
    return {
        "funder_id": funder_id, "moment": ENTRY, "year_id": years.open_year(session, admin, "2025-01-01", "2025-12-31").id,
        "course_id": enrolments.enrolment_for(session, adviser, enrolment).course_id,
    }  # fmt: skip


def page_options(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Options of the client, by route."""
    funder, november = ids["funder_id"], {"du": "2026-11-01", "au": "2026-11-23"}
    return {
        "POST /financeurs/bilans": {"data": {"starts_on": "2024-01-01", "ends_on": "2024-12-31"}},
        "POST /financeurs/bilans/{year_id}": {"data": {"c6": "1000"}},
        "POST /financeurs/fiche/{funder_id}": {"data": {"kind": "region", "years": "6"}},
        "POST /financeurs/reglages/parcours/{course_id}": {"data": {"objective": "other_training", "nsf": "310"}},
        "POST /financeurs/dossiers/{enrolment_id}/situation": {"data": {"status": "job_seeker"}},
        "POST /financeurs/dossiers/{enrolment_id}/conventions": {"data": {"funder_1": funder, "share_1": "100"}},
        "POST /financeurs/dossiers/{enrolment_id}/questions/{moment}": {"data": {"sex": "m", "reason": "Erreur de saisie"}},
        "POST /financeurs/rapports": {"data": {"financeur": funder, "capacity": "Directrice", **november}},
        "GET /financeurs/rapports.xlsx": {"params": {"financeur": funder, **november}},
        "GET /financeurs/rapports.pdf": {"params": {"financeur": funder, **november}},
        "GET /api/v1/funding/reports": {"params": {"funder": funder}},
    }  # fmt: skip


PIECE = Piece(
    lambda session, stage: funding_of(session, stage.admin, stage.adviser, stage.path, stage.house.demo.funder_id),
    options=lambda stage: page_options(stage.ids),
)
