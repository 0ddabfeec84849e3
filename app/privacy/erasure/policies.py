"""Who sees erasures, and opens what is sealed."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _
from app.privacy.requests.policies import is_officer


def may_see_erasures(actor: Actor, officer_id: str | None) -> Answer:
    """The administration, and the data officer: whoever erases reads the certificate."""
    if actor.has(Role.ADMIN) or is_officer(actor, officer_id):
        return True
    return Refusal(
        _("Les effacements et les archives sont vus par l'administration et la personne référente pour les données.")
    )


def may_open_archive(actor: Actor, officer_id: str | None) -> Answer:
    return may_see_erasures(actor, officer_id)
