"""Who sees how backups and keys stand."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_see_backups(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Seule l'administration voit les sauvegardes et les clés."))
