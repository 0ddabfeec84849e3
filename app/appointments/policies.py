"""Who gives appointments, who takes them, and who reads what was said there."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_accompany(actor: Actor) -> Answer:
    """See and hold the appointments of the organisation: a colleague may cover for another."""
    return actor.has(Role.ADVISER, Role.ADMIN) or Refusal(
        _("Les rendez-vous sont tenus par les personnes qui accompagnent.")
    )


def may_enter(actor: Actor) -> Answer:
    """Have appointments at all."""
    return actor.has(Role.LEARNER, Role.ADVISER, Role.ADMIN) or Refusal(
        _("Les rendez-vous sont réservés à chaque participant et aux personnes qui l'accompagnent.")
    )


def may_see(actor: Actor, learner_id: str) -> bool:
    """The person themselves, and those who accompany."""
    return actor.has(Role.ADVISER, Role.ADMIN) or (actor.has(Role.LEARNER) and actor.account_id == learner_id)


def may_take(actor: Actor) -> Answer:
    """Take a free slot for oneself."""
    return actor.has(Role.LEARNER) or Refusal(_("Un créneau libre se prend par la personne en parcours."))


def may_read_note(actor: Actor, learner_id: str, kind: str) -> bool:
    """Shared notes and next steps: both sides. Notes of the team: the team, and never about oneself on its pages."""
    if kind == "team":
        return actor.has(Role.ADVISER, Role.ADMIN) and actor.account_id != learner_id
    return may_see(actor, learner_id)
