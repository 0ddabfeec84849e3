"""Who reads the mail that has left, and who sees to the work behind the pages."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_read_mail(actor: Actor) -> Answer:
    """See every message of the organisation, and send one again."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Le courrier de l'organisation est ouvert aux personnes qui l'administrent."))


# Their words open an account, or speak in the name of whoever has them: events, by how their name begins.
_OF_ONE_ALONE = ("sign_in_", "account_", "document_code", "document_to_sign", "survey_", "situation_")


def may_read_words(event: str, leaves: bool) -> Answer:
    """Read what a message says. What is a key is its reader's alone, unless this page is the only place it reaches."""
    if not leaves or not event.startswith(_OF_ONE_ALONE):
        return True
    return Refusal(_("Ce message porte un lien ou un code qui n'est qu'à la personne : ses mots ne se lisent pas ici."))


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
