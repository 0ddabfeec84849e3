"""Who may work on courses."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_open_workshop(actor: Actor) -> Answer:
    """See how a course is built."""
    return actor.has(Role.TRAINER, Role.ADMIN) or Refusal(
        _("L'atelier est ouvert à l'équipe de formation et à l'administration.")
    )


def may_import(actor: Actor) -> Answer:
    """Publish a course from a folder."""
    return actor.has(Role.TRAINER, Role.ADMIN) or Refusal(
        _("Seules l'équipe de formation et l'administration publient un parcours.")
    )


def may_export(actor: Actor) -> Answer:
    """Take a course away as a folder."""
    return may_open_workshop(actor)


def may_build(actor: Actor) -> Answer:
    """Write in a draft, publish it, put a course away."""
    return actor.has(Role.TRAINER, Role.ADMIN) or Refusal(
        _("Seules l'équipe de formation et l'administration écrivent un parcours.")
    )
