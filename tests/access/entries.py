"""A card, a link, a screen that waits: for the doors by which people enter; and what these doors are sent."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.entry.cards import services as cards
from app.entry.codes.models import EntryCode
from app.entry.prints import pass_of, print_of
from app.entry.shared import services as screens
from tests.access.stage import Piece, Stage

PIN = "8317"
_TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"


def entries_of(session: Session, adviser: Actor, enrolment_id: str) -> dict[str, str]:
    """The learner of the scene has a card and has been sent a link; a screen waits for somebody."""
    card = cards.make(session, adviser, enrolment_id)
    holder = cards.choose_pin(session, card.card_id, cards.hashed(PIN))
    session.add(
        EntryCode(
            organisation_id=adviser.organisation_id, account_id=holder.account_id, way="mail",
            contact_print=print_of("mail address", "learner@demo.example"), token_print=print_of("mail link", _TOKEN),
            expires_at=clock.now() + timedelta(minutes=15),
        )
    )  # fmt: skip
    screen = screens.begin(session, "Un ordinateur")
    return {
        "card_secret": card.secret,
        "card_shown": pass_of("card", card.card_id, clock.now() + timedelta(minutes=15)),
        "entry_token": _TOKEN,
        "screen_code": screens.code_of(screen),
    }


def named(route: str, stage: Stage) -> dict[str, str]:
    return {"token": stage.ids["entry_token"]} if route.startswith("/entrer/") else {}


def pages(ids: dict[str, str]) -> dict[str, dict[str, Any]]:
    return {
        "POST /carte": {"carte": ids["card_secret"]},
        "POST /carte/entree": {"montree": ids["card_shown"], "pin": PIN},
        "POST /connexion/courriel": {"email": "learner@demo.example"},
        "POST /suivi/{enrolment_id}/acces/ecran": {"code": ids["screen_code"], "parle": "oui"},
        "POST /ecran": {"code": ids["screen_code"]},
        "POST /poste-partage": {"declare": "oui"},
        "POST /compte/entrer/code-secret": {"ancien": PIN, "pin": "4062", "encore": "4062"},
        "POST /compte/entrer/telephone": {"telephone": "06 12 34 56 78"},
    }


PIECE = Piece(
    lambda session, stage: entries_of(session, stage.adviser, stage.path), named, forms=lambda stage: pages(stage.ids)
)
