"""Who decides of durations, holds and waves."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_keep_time(actor: Actor) -> Answer:
    """Durations, holds, what goes and when: whoever answers for personal data here."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Les durées de conservation et les purges sont tenues par l'administration."))
