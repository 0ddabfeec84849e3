"""One request about data of each sort that a door needs."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.clock import today
from app.directory.services.testimonies import Told, keep_testimony
from app.identity.freezing import services as freezing
from app.privacy.requests.services import asking, copies, wishes
from app.privacy.requests.services.asking import Asked, Written
from app.privacy.requests.services.wishes import Wish
from tests.access.stage import Piece, Stage


def requests_of(session: Session, admin: Actor, adviser: Actor, learner: Actor, frozen: Actor) -> dict[str, str]:
    """`frozen`: somebody who holds no other object of the scene."""
    made = copies.order(session, learner, learner.account_id)
    wishes.write(session, learner, Wish("keep"))
    freezing.freeze(session, admin, frozen.account_id, "claims", "D-0009")
    return {
        "request_id": asking.ask(session, learner, Asked("access", "Tout.")).id,
        "correction_id": asking.ask(session, learner, Asked("correction", changes=[("name", "Ada Demo")])).id,
        "checking_id": asking.enter(session, adviser, Written("access", "post", "Ada Demo", "Une lettre.")).id,
        "copy_id": made.id, "frozen_id": frozen.account_id,
        "yes_id": keep_testimony(session, admin, Told("Ada", "Un salon", words="Oui.", consented_on=today())).id,
    }  # fmt: skip


def named(route: str, stage: Stage) -> dict[str, str]:
    ids = {}
    if "/demandes/{request_id}" in route or "/data-requests/" in route:
        is_checked = route.endswith(("/identite", "/compte"))
        which = "checking_id" if is_checked else "correction_id" if route.endswith("/faire") else "request_id"
        ids["request_id"] = stage.ids[which]
    if route.startswith("/donnees/accords/"):
        ids["sort"] = "temoignage"
    if route.startswith("/donnees/personnes-gelees/"):
        ids["account_id"] = stage.ids["frozen_id"]
    if route == "/mes-donnees/accords/{key}/retrait" or route.endswith("/consents/{key}"):
        ids["key"] = "sms"
    if route.endswith("/copies/{copy_id}/{seal}"):
        ids["seal"] = "0.x"
    return ids


def request_forms() -> dict[str, dict[str, Any]]:
    return {
        "POST /mes-donnees/demandes/nouvelle": {"kind": "access"},
        "POST /mes-donnees/demandes/{request_id}/mots": {"words": "Surtout mes absences."},
        "POST /mes-donnees/apres": {"choice": "keep"},
        "POST /donnees/demandes/nouvelle": {"kind": "access", "way": "post", "about_name": "Ada", "words": "Une lettre."},
        "POST /donnees/demandes/{request_id}/identite": {"how": "paper"},
        "POST /donnees/demandes/{request_id}/mots": {"act": "note", "words": "Vu."},
        "POST /donnees/demandes/{request_id}/prolongation": {"reasons": "Les archives sont loin."},
        "POST /donnees/demandes/{request_id}/faire": {"act": "correct"},
        "POST /donnees/demandes/{request_id}/reponse": {"outcome": "granted", "words": "Voici."},
        "POST /donnees/accords/{sort}/{yes_id}": {"way": "phone", "how": "call", "words": "Je ne veux plus."},
        "POST /donnees/personnes-gelees/{account_id}": {"act": "tell", "words": "Nous reprenons lundi."},
    }  # fmt: skip


def api_requests() -> dict[str, dict[str, Any]]:
    return {
        "POST /me/data/requests": {"kind": "access"},
        "POST /data-requests": {"kind": "access", "way": "post", "about_name": "Ada", "words": "Une lettre."},
        "POST /data-requests/{request_id}/answer": {"outcome": "granted", "words": "Voici."},
    }


def _asked(session: Session, stage: Stage) -> dict[str, str]:
    frozen = stage.house.actor(Role.GUEST)
    return requests_of(session, stage.admin, stage.adviser, stage.learner, frozen)


PIECE = Piece(_asked, named, forms=lambda _stage: request_forms(), documents=lambda _stage: api_requests())
