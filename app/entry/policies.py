"""Who may enter without a password, and who may help them."""

from collections.abc import Collection

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _
from app.identity.lifetimes import ALONE


def may_help_in(actor: Actor) -> Answer:
    """Make and revoke cards, open a session on a screen."""
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("Seules les personnes qui accompagnent ou administrent donnent une façon d'entrer."))


def may_have_card(roles: Collection[str]) -> Answer:
    """A card is for learners, and opens nothing else."""
    if set(roles) == {Role.LEARNER}:
        return True
    return Refusal(_("Cette personne a un autre rôle : elle entre avec un mot de passe et une deuxième preuve."))


def may_enter_by_message(roles: Collection[str]) -> bool:
    """By a code or a link alone."""
    return bool(roles) and set(roles) <= ALONE
