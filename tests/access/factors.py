"""What somebody enters with, for the doors that lead to it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.clock import now
from app.entry.factors import lost
from app.entry.factors.models import Passkey
from app.identity.models import Account, MachineToken
from tests.access.stage import Bodies, Piece, Stage


def factors_of(session: Session, organisation_id: str, owner: Account, loser: Account) -> dict[str, str]:
    """A key and a program's key of one person, the lost telephone of another."""
    key = Passkey(account_id=owner.id, name="Téléphone", credential_id="c2NlbmU", public_key="-")
    token = MachineToken(
        account_id=owner.id, organisation_id=organisation_id, name="Tableur", token_print="scene",
        expires_at=now() + timedelta(days=30),
    )  # fmt: skip
    session.add_all([key, token])
    session.flush()
    asked = lost.ask(session, loser.id, organisation_id)
    return {"passkey_id": key.id, "token_id": token.id, "lost_id": asked.id}


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /admin/securite": {"when": "soon"},
        "POST /admin/securite/demandes/{lost_id}/accord": {"how": "seen"},
        "POST /compte/cles-d-acces/{passkey_id}/nom": {"name": "Clé"},
        "POST /compte/cles-de-programmes": {"name": "Tableur", "days": "30"},
    }


def _brought(session: Session, stage: Stage) -> dict[str, str]:
    place = stage.house.demo
    return factors_of(session, place.id, place.people["referrer"], place.people["learner"])


PIECE = Piece(_brought, forms=forms)
