"""Keys for programs: long-lived, named, narrow, shown once."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, NotFound, SecondFactorNeeded
from app.core.i18n import _
from app.entry.factors import queries, services
from app.identity.models import MachineToken
from app.identity.sign_ins import MACHINE_PREFIX

LIVES = (30, 90, 365)  # days
MOST = 20


def make(session: Session, actor: Actor, name: str, days: int, *, writes: bool) -> tuple[MachineToken, str]:
    """A key for one program, in this organisation, with the person's own rights; what it says is given this once.

    It counts as two proofs: whoever must still set up a second one has none to give to a program.
    """
    services.may_change(session, actor)
    if actor.must_prove:
        raise SecondFactorNeeded(_("Mettez d'abord en place une deuxième preuve. Aucune clé n'a été faite."))
    said = " ".join(name.split())[:80]
    if not said:
        raise Invalid(_("Donnez un nom à cette clé : celui du programme qui l'utilisera."))
    if days not in LIVES:
        raise Invalid(_("Choisissez jusqu'à quand la clé ouvre."))
    if len(queries.machine_tokens(session, actor.account_id, now())) >= MOST:
        raise Conflict(_("Vous avez déjà vingt clés. Fermez-en une d'abord."))
    secret = MACHINE_PREFIX + secrets.token_urlsafe(32)
    token = MachineToken(
        account_id=actor.account_id, organisation_id=actor.organisation_id, name=said, writes=writes,
        token_print=hashlib.sha256(secret.encode()).hexdigest(), expires_at=now() + timedelta(days=days),
    )  # fmt: skip
    session.add(token)
    session.flush()
    services.changed(session, actor, "machine_added")
    return token, secret


def end(session: Session, actor: Actor, token_id: str) -> None:
    """Twice changes nothing."""
    token = session.get(MachineToken, token_id)
    if token is None or token.account_id != actor.account_id:
        raise NotFound()
    token.revoked_at = token.revoked_at or now()
