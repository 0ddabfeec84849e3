"""Who says something of an activity, and who reads and answers it."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_remark(actor: Actor, learner_id: str) -> Answer:
    """Say how an activity went: whoever follows the path, before it begins and after it is over too."""
    return actor.account_id == learner_id or Refusal(
        _("Seule la personne qui suit ce parcours peut laisser un mot sur ses étapes.")
    )


def may_read_remarks(actor: Actor) -> Answer:
    """Read what everybody says, with names: those who can change the activity, as the learner is told."""
    return actor.has(Role.TRAINER, Role.ADMIN) or Refusal(
        _("Les mots des personnes sont lus par l'équipe de formation et l'administration.")
    )


def may_answer(actor: Actor) -> Answer:
    """Mark a remark as seen, or answer it."""
    return may_read_remarks(actor)
