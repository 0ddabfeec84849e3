"""Who reads and writes on the forum."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _

_READ_ALL = (Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.ADMIN, Role.QUALITY)
_WRITE_ALL = (Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.ADMIN)


def reads_all(actor: Actor) -> bool:
    """Whether every thread of the organisation is open to them, or only those they are invited to."""
    return actor.has(*_READ_ALL)


def may_visit(actor: Actor) -> Answer:
    return actor.has(*_READ_ALL, Role.EXPERT) or Refusal(
        _("Le forum est ouvert aux participants, à l'équipe et aux chefs d'entreprise invités.")
    )


def may_open(actor: Actor) -> Answer:
    """Open a thread."""
    return actor.has(*_WRITE_ALL) or Refusal(
        _("Ouvrir un fil est réservé aux participants et à l'équipe pédagogique. Vous pouvez répondre.")
        if actor.has(Role.EXPERT)
        else _("Ouvrir un fil est réservé aux participants et à l'équipe pédagogique.")
    )


def may_post(actor: Actor, experts: bool) -> Answer:
    """Answer a thread that they see."""
    return (
        actor.has(*_WRITE_ALL)
        or (experts and actor.has(Role.EXPERT))
        or Refusal(_("Vous lisez ce fil, mais y répondre est réservé aux participants et à l'équipe pédagogique."))
    )
