"""Who decides of durations, holds and waves."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _
from app.privacy.requests.policies import is_officer


def may_keep_time(actor: Actor, officer_id: str | None) -> Answer:
    """Durations, holds, what goes and when: the administration, which answers for them, and its data officer."""
    if actor.has(Role.ADMIN) or is_officer(actor, officer_id):
        return True
    return Refusal(
        _("Les durées de conservation et les purges sont tenues par l'administration et la personne référente.")
    )
