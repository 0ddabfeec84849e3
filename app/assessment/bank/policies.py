"""Who may keep questions."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_keep_banks(actor: Actor) -> Answer:
    """See the banks of the organisation, and change what is in them."""
    return actor.has(Role.TRAINER, Role.ADMIN) or Refusal(
        _("Les banques de questions sont ouvertes à l'équipe de formation et à l'administration.")
    )
