"""Who erases, and who opens what is sealed."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_see_erasures(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Seule l'administration voit les effacements et les archives."))


def may_open_archive(actor: Actor) -> Answer:
    return may_see_erasures(actor)
