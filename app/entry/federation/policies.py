"""Who may choose the providers."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_choose_providers(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("La connexion professionnelle est réglée par l'administration."))
