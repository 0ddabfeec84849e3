"""The keys that sign: made when first needed, changed at will, never deleted."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app.core import sealed
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.credentials import policies, queries, signing
from app.credentials.models import SigningKey
from app.ledger.services import take_turn


def signing_key(session: Session, organisation_id: str) -> tuple[SigningKey, Ed25519PrivateKey]:
    """The key in use, opened; the first badge of an organisation makes it. Conflict: it can no longer be opened.

    The caller holds the organisation's turn.
    """
    kept = queries.current_key(session, organisation_id)
    if kept is None:
        kept = _new_key(session, organisation_id)
    try:
        return kept, Ed25519PrivateKey.from_private_bytes(sealed.unseal(f"signing_key:{kept.id}", kept.secret))
    except sealed.Lost:
        raise Conflict(
            _(
                "La clé qui signe les badges ne s'ouvre plus : le secret de la plateforme a changé. Aucun badge n'est "
                "donné. Les badges déjà donnés restent vérifiables. L'administration peut créer une nouvelle clé dans "
                "« Badges »."
            )
        ) from None


def readable(session: Session, organisation_id: str) -> bool:
    """Whether the key in use opens; true when none was needed yet."""
    kept = queries.current_key(session, organisation_id)
    if kept is None:
        return True
    try:
        sealed.unseal(f"signing_key:{kept.id}", kept.secret)
    except sealed.Lost:
        return False
    return True


def change_key(session: Session, actor: Actor, *, stolen: bool, why: str) -> None:
    """A new key signs from now on. What a stolen key signed is no longer recognised; otherwise it stands."""
    require(policies.may_set_up(actor))
    why = why.strip()
    if stolen and not why:
        message = _("Dites en quelques mots ce qui s'est passé.")
        raise Invalid(message, [FieldError("why", message)])
    take_turn(session, actor.organisation_id)
    kept = queries.current_key(session, actor.organisation_id)
    if kept is not None:
        kept.ended_at, kept.stolen, kept.why = now(), stolen, why[:500]
        session.flush()  # the old one ends before the new one begins: only one is current
    _new_key(session, actor.organisation_id)


def _new_key(session: Session, organisation_id: str) -> SigningKey:
    made = Ed25519PrivateKey.generate()
    key_id = new_id()
    key = SigningKey(
        id=key_id,
        organisation_id=organisation_id,
        number=1 + max((row.number for row in queries.keys(session, organisation_id)), default=0),
        public=signing.multikey(made.public_key()),
        secret=sealed.seal(f"signing_key:{key_id}", made.private_bytes_raw()),
    )
    session.add(key)
    session.flush()
    return key
