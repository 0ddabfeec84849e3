"""A sub-processor, a breach to work on and one to close, for the doors that lead to them."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.privacy.processing import statements
from app.privacy.processing.breaches import queries, services
from tests.access.stage import Piece, Stage

_HOST = {"name": "Nuage du Limousin", "role": "host", "country": "France"}
_WEIGHED = {"nature": ["secret"], "risk": ["risk"]}


def processing_of(session: Session, admin: Actor, trainer: Actor) -> dict[str, str]:
    key = statements.keep(session, admin, "processor", "", 0, {name: [value] for name, value in _HOST.items()})
    breach = services.declare(session, trainer, "Une feuille oubliée", "lost", None, None)
    services.assess(session, admin, breach.id, _WEIGHED)
    services.decide(session, admin, breach.id, "notify", "Des noms")
    services.add_people(session, admin, breach.id, "all", {})
    session.flush()
    ending = services.declare(session, trainer, "Une panne d'une heure", "away", None, None)
    services.assess(session, admin, ending.id, _WEIGHED | {"risk": ["none"]})
    services.decide(session, admin, ending.id, "keep", "Rien n'a été perdu")
    services.note(session, admin, ending.id, "measure", "Serveur relancé")
    return {
        "processor_key": key, "breach_id": breach.id, "ending_breach": ending.id,
        "person_id": queries.people(session, breach.id)[0].id,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    if route == "/api/v1/privacy/breaches/{breach_id}":
        return {"breach_id": stage.ids["breach_id"]}
    if not route.startswith("/donnees/") or "/accords/" in route:
        return {}
    chosen = {"sort": "sous-traitant", "key": stage.ids["processor_key"], "purpose": "parcours"}
    return chosen | ({"breach_id": stage.ids["ending_breach"]} if route.endswith("/cloture") else {})


def processing_bodies() -> dict[str, dict[str, Any]]:
    here = "POST /donnees/violations/{breach_id}"
    return {
        "POST /donnees/registre/relecture": {"data": {"note": "Lu."}},
        "POST /donnees/fiches/{sort}/{key}": {"data": _HOST | {"version": "1"}},
        "POST /donnees/violations/signaler": {"data": {"words": "Une clé perdue", "sort": "lost"}},
        "POST /api/v1/privacy/breaches": {"json": {"words": "Une clé perdue", "sort": "lost"}},
        f"{here}/decouverte": {"data": {"known_at": "2026-11-23T08:00", "why": "Vu plus tôt"}},
        f"{here}/evaluation": {"data": {"nature": "secret", "risk": "risk"}},
        f"{here}/decision": {"data": {"decision": "notify", "why": "Des noms"}},
        f"{here}/notification": {"data": {"reference": "N-1"}},
        f"{here}/personnes": {"data": {"way": "all"}},
        f"{here}/information": {"data": {"message": "Bonjour."}},
        f"{here}/actes": {"data": {"what": "measure", "said": "Fait"}},
    }


PIECE = Piece(
    lambda session, stage: processing_of(session, stage.admin, stage.trainer),
    named,
    options=lambda _stage: processing_bodies(),
)
