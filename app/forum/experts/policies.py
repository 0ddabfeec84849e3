"""Who introduces an expert."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_introduce(actor: Actor, account_id: str) -> Answer:
    """Experts themselves, and administrators for them."""
    return (
        actor.has(Role.ADMIN)
        or (actor.has(Role.EXPERT) and actor.account_id == account_id)
        or Refusal(_("Cette présentation est écrite par la personne elle-même, ou par l'administration."))
    )
