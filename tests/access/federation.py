"""A provider of sign-in that the organisation has chosen; it is where the house never goes, so nobody is waited for."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.entry.federation import services
from tests.access.stage import Piece


def provider_of(session: Session, admin: Actor) -> dict[str, str]:
    typed = {
        "name": "Le bureau", "issuer": "https://10.0.0.9", "client_id": "bidaide", "domains": "demo.example", "is_open": "1",
    }  # fmt: skip
    return {"provider_id": services.keep_provider(session, admin, None, typed)}


PIECE = Piece(lambda session, stage: provider_of(session, stage.admin))
