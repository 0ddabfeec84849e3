"""Who follows people on their way."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_follow(actor: Actor) -> Answer:
    """See the list and the dossiers."""
    return actor.is_staff or Refusal(
        _("Le suivi est réservé à l'équipe. Votre progression et vos messages sont dans votre espace.")
    )


def follows_everyone(actor: Actor) -> bool:
    """Whether the list holds the whole organisation, or the people that an adviser follows."""
    return actor.has(Role.ADMIN, Role.QUALITY, Role.TRAINER)


def may_act(actor: Actor) -> bool:
    """Write to people and call them; others of the team look."""
    return actor.has(Role.ADVISER, Role.ADMIN)


def may_open_works(actor: Actor) -> bool:
    return actor.has(Role.ADVISER, Role.TRAINER)


def may_contact(actor: Actor) -> Answer:
    """Note a contact, let a reason rest: those who accompany."""
    return may_act(actor) or Refusal(_("Les contacts sont notés par les personnes qui accompagnent."))


def may_change_ways(actor: Actor) -> Answer:
    """Say how the morning list of the organisation is made."""
    return may_act(actor) or Refusal(
        _("Les réglages de cette liste sont changés par les personnes qui accompagnent ou administrent.")
    )
