"""Who says who the organisation is."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_name_the_organisation(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(
        _("L'identité de l'organisation est tenue par l'administration. Demandez-lui ce dont vous avez besoin.")
    )
