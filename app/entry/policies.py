"""Who may enter without a password, and who may help them."""

from collections.abc import Collection, Iterable, Mapping

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _
from app.identity.lifetimes import ALONE, sees_others

OF_ONE_PLACE = frozenset({"card", "sms", "mail", "screen", "federation"})  # ways in that open one organisation alone


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
    """By a code or a link alone, where they have these roles."""
    return bool(roles) and set(roles) <= ALONE


def entered_by_message(places: Mapping[str, Collection[str]]) -> str:
    """The organisation that a code or a link opens, among those where somebody has roles; empty when none does."""
    return next((place for place, roles in places.items() if may_enter_by_message(roles)), "")


def may_change_for_all(way: str, elsewhere: Iterable[Collection[str]]) -> Answer:
    """Change what opens an account everywhere, from a session whose way in opens one organisation alone.

    `elsewhere`: the roles in each of the others. Where one of them shows the data of others, who made the card, sent the
    link or runs the provider of the first would give themselves a way into it.
    """
    if way not in OF_ONE_PLACE or not any(sees_others(roles) for roles in elsewhere):
        return True
    return Refusal(
        _(
            "Votre compte a aussi un rôle d'équipe dans un autre organisme. Entrez avec votre mot de passe ou une clé "
            "d'accès pour changer ce qui ouvre votre compte."
        )
    )
