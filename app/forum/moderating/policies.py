"""Who moderates."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _

_MODERATORS = (Role.ADVISER, Role.TRAINER, Role.ADMIN)
MODERATORS = tuple(str(role) for role in _MODERATORS)


def moderates(actor: Actor) -> bool:
    return actor.has(*_MODERATORS)


def may_moderate(actor: Actor) -> Answer:
    return moderates(actor) or Refusal(_("Modérer le forum est réservé à l'équipe pédagogique."))


def sees_names(actor: Actor) -> bool:
    """Whether they see who asked a question without a name."""
    return moderates(actor)
