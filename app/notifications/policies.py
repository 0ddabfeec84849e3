"""Who reads the mail that has left, and who sees to the work behind the pages."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_read_mail(actor: Actor) -> Answer:
    """See every message of the organisation, and send one again."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Le courrier de l'organisation est ouvert aux personnes qui l'administrent."))


def may_see_work(actor: Actor) -> Answer:
    """See the work that waits behind the pages, and start again what failed."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Les travaux de fond sont ouverts aux personnes qui administrent l'organisation."))


def may_set_hours(actor: Actor) -> Answer:
    """Say when nobody of the organisation is disturbed."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Ces réglages sont ouverts aux personnes qui administrent l'organisation."))
