"""Somebody who is signed in elsewhere, and what the doors of accounts and of organisations are sent."""

from sqlalchemy.orm import Session

from app.identity import services as identity
from tests.access.stage import Bodies, Piece, Stage


def signed_in(session: Session, stage: Stage) -> dict[str, str]:
    sign_in, _secret = identity.open_sign_in(session, stage.house.demo.people["learner"], "Téléphone")
    session.flush()
    return {"sign_in_id": sign_in.id}


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /connexion": {"email": "learner@demo.example", "password": "demo-bidaide"},
        "POST /suivi/{enrolment_id}/adresse": {"email": "autre@courriel.example"},
        "POST /mots": {"text": "Elle est malade."},
        "POST /admin/personnes": {"email": "new@demo.example", "name": "Nouvelle Venue", "role": "trainer"},
        "POST /admin/lieux": {"site_name": "Ussel", "site_address": "2 rue Haute"},
        "POST /admin/fermetures": {"day": "2026-12-24", "reason": "Fête"},
        "POST /admin/financeurs": {"funder_name": "Fonds social"},
    }


def options(_stage: Stage) -> Bodies:
    return {"POST /api/v1/auth/token": {"data": {"username": "learner@demo.example", "password": "demo-bidaide"}}}


PIECE = Piece(signed_in, forms=forms, options=options)
