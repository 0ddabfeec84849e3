"""Who reads the directory and who keeps it. The organisation is checked before, by the query."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_read(actor: Actor) -> Answer:
    """Whoever is of the organisation. Somebody invited to one audit file reads it, and nothing else of the house."""
    if actor.roles != {Role.GUEST}:
        return True
    return Refusal(_("Votre invitation ouvre un dossier d'audit, et rien d'autre."))


def may_keep(actor: Actor) -> Answer:
    """Add, change and put away partners, places and testimonies."""
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("L'annuaire est tenu par les personnes qui accompagnent ou administrent."))


def may_withdraw(actor: Actor, account_id: str | None) -> Answer:
    """One's own testimony, or any for those who keep the directory."""
    return actor.account_id == account_id or may_keep(actor)
