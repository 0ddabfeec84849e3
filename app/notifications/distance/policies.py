"""Who follows work at a distance, and who reminds people of it."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_follow(actor: Actor) -> Answer:
    """See how somebody's work at a distance was followed."""
    return actor.is_staff or Refusal(
        _("Le suivi est réservé à l'équipe. Le vôtre est dans votre espace, sous « Ma progression ».")
    )


def may_remind(actor: Actor) -> Answer:
    """Write to somebody about a module that waits, and suspend the reminders of the house."""
    if actor.has(Role.ADVISER, Role.TRAINER, Role.ADMIN):
        return True
    return Refusal(_("Les relances sont faites par les personnes qui accompagnent, forment ou administrent."))
