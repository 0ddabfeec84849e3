"""What somebody enters with, for the doors that lead to it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.clock import now
from app.entry.factors import lost
from app.entry.factors.models import Passkey
from app.identity.models import Account, MachineToken


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
