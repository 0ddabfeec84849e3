"""Who talks with whom."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_converse(actor: Actor) -> Answer:
    """Have conversations at all."""
    return actor.has(Role.LEARNER, Role.ADVISER, Role.ADMIN) or Refusal(
        _("Les messages sont réservés à chaque participant et aux personnes qui l'accompagnent.")
    )


def may_read(actor: Actor, learner_id: str) -> Answer:
    """Open the conversation of a learner: they, advisers (a colleague may take over), administrators."""
    return (
        actor.account_id == learner_id
        or actor.has(Role.ADVISER, Role.ADMIN)
        or Refusal(_("Cette conversation est réservée à la personne et à celles qui l'accompagnent."))
    )


def is_addressee(actor: Actor, learner_id: str, adviser_id: str | None) -> bool:
    """Whether opening the conversation means that its messages were read by the person they are for.

    A colleague who looks in does not hide a message from the adviser who follows the learner.
    """
    if actor.account_id == learner_id:
        return True
    return actor.account_id == adviser_id or (adviser_id is None and actor.has(Role.ADVISER, Role.ADMIN))
