"""Who gives badges, who takes them back, who shows them."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_see(actor: Actor, learner_id: str) -> Answer:
    """The learner, and the team that follows them."""
    return is_own(actor, learner_id) or actor.is_staff or Refusal(_("Ces badges sont ceux de quelqu'un d'autre."))


def is_own(actor: Actor, learner_id: str) -> bool:
    return actor.account_id == learner_id and actor.has(Role.LEARNER)


def may_issue(actor: Actor, learner_id: str) -> Answer:
    """An adviser concludes, so an adviser gives; nobody gives a badge to themselves."""
    if actor.has(Role.ADVISER, Role.ADMIN) and actor.account_id != learner_id:
        return True
    return Refusal(_("Un badge se donne par les personnes qui accompagnent ou administrent."))


def may_show(actor: Actor, learner_id: str) -> Answer:
    return is_own(actor, learner_id) or Refusal(_("Seule la personne à qui est ce badge décide de le montrer."))


def may_write_booklet(actor: Actor, learner_id: str) -> Answer:
    return is_own(actor, learner_id) or Refusal(_("Le livret s'écrit par la personne à qui il est."))


def may_set_up(actor: Actor) -> Answer:
    """What is certified, and the keys that sign."""
    return actor.has(Role.ADMIN) or Refusal(_("Les badges se règlent par l'administration."))
