"""Who corrects the address of somebody whom mail does not reach."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_correct(actor: Actor) -> Answer:
    """Give another address to a person in a path, once the first has refused a message."""
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("L'adresse d'une personne est corrigée par qui l'accompagne ou administre l'organisation."))
