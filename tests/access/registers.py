"""One line of a register with its piece, a report of the sealed register, and what to send to the doors that lead there."""

import io
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import today
from app.files import services as files
from app.registers import naming, queries, services
from app.registers.kinds import kind_of
from app.registers.sealed import services as sealed
from app.registers.services import Piece as Proof
from tests.access.stage import Piece, Stage
from tests.factories.house import House

SLUG = "risques"
_RISK = {"title": "Une absence", "level": "low", "impact": "high", "prevention": "Remplacer", "day": "2026-01-12"}


def registers_of(session: Session, house: House) -> dict[str, str]:
    """The adviser is the one named, for handicap and against violence."""
    adviser, quality = house.actor(Role.ADVISER), house.actor(Role.QUALITY)
    for duty in ("handicap", "protection"):
        naming.name_referent(session, house.actor(Role.ADMIN), duty, adviser.account_id)

    def keep(session: Session, actor: Actor, owner_id: str | None) -> Any:
        return files.store(session, actor, actor.organisation_id, "preuve.txt", io.BytesIO(b"Vu"), owner_id)

    posted = {name: [value] for name, value in _RISK.items()}
    entry = services.add_entry(session, quality, kind_of("risk"), posted, Proof(keep))
    procedure = {"contacts": ["Colette"], "steps": ["Parler"], "delays": ["Deux jours"], "day": [today().isoformat()]}
    services.add_entry(session, quality, kind_of("procedure"), procedure)
    case = sealed.report(session, adviser, "violence", today(), "Des mots.")
    piece = queries.files_of(session, quality.organisation_id, [entry.id])[entry.id][0]
    return {
        "entry_id": entry.id, "register_file": piece.file_id, "case_id": case.id,
        "referent_id": adviser.account_id,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    """What the addresses of the registers name otherwise than the rest of the house."""
    if route.startswith("/qualite/registres"):
        return {"slug": SLUG, "file_id": stage.ids["register_file"]}
    if route.startswith("/qualite/referents"):
        return {"account_id": stage.ids["referent_id"]}
    return {}


def register_bodies(house: House) -> dict[str, dict[str, Any]]:
    given = {"file": ("preuve.txt", b"Vu", "text/plain")}
    return {
        "POST /qualite/registres/{slug}": {"data": _RISK},
        "POST /qualite/registres/{slug}/{entry_id}": {"data": _RISK | {"version": "1"}},
        "POST /qualite/registres/{slug}/{entry_id}/pieces": {"data": {}, "files": given},
        "POST /qualite/referents": {"data": {"duty": "handicap", "person-handicap": house.demo.people["trainer"].id}},
        "POST /qualite/referents/{account_id}/fin": {"data": {"duty": "handicap"}},
        "POST /qualite/profil": {"data": {"key": "certifying", "value": "no", "reason": "Aucune certification"}},
        "POST /qualite/indicateurs/{number}/application": {"data": {"value": "not_applicable", "reason": "Un essai"}},
        "POST /qualite/indicateurs/{number}/responsable": {"data": {"owner": ""}},
        "POST /qualite/registre-scelle": {
            "data": {"category": "violence", "received_on": today().isoformat(), "story": "Des mots."}
        },
        "POST /qualite/registre-scelle/{case_id}/suites": {"data": {"words": "Deux groupes."}},
        "POST /mes-amenagements": {"data": {"need": "Une chaise haute."}},
    }


PIECE = Piece(
    lambda session, stage: registers_of(session, stage.house), named, options=lambda stage: register_bodies(stage.house)
)
