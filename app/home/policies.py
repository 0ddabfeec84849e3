"""Who runs the organisation's space."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_administer(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(
        _("L'administration est ouverte aux personnes qui ont ce rôle. Demandez-leur ce dont vous avez besoin.")
    )
