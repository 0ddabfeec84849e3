"""Who may assess, and who may see what was assessed."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_see_works(actor: Actor) -> Answer:
    """The works and free answers of everyone in the organisation."""
    if actor.has(Role.TRAINER, Role.ADVISER):
        return True
    return Refusal(_("Cette page est réservée aux formatrices, formateurs, conseillères et conseillers."))


def may_review(actor: Actor) -> Answer:
    """Say that a work is accepted or sent back, or mark a free answer."""
    if actor.has(Role.TRAINER):
        return True
    return Refusal(_("Seule une formatrice ou un formateur peut relire ce travail. Vous pouvez le lire."))


def may_take_back(actor: Actor, author_id: str) -> Answer:
    """Remove a comment on a passage: one's own."""
    if actor.account_id == author_id:
        return may_review(actor)
    return Refusal(_("Seule la personne qui a écrit ce commentaire peut le retirer."))


def may_see_sequence(actor: Actor) -> Answer:
    """How a sequence goes for all its learners."""
    if actor.is_staff:
        return True
    return Refusal(_("Cette page est réservée à l'équipe."))


def voice_of(actor: Actor, learner_id: str) -> str | None:
    """In which voice a person speaks of the levels of a learner; None: in no voice."""
    if actor.account_id == learner_id:
        return "learner"
    if actor.has(Role.ADVISER):
        return "adviser"
    return "trainer" if actor.has(Role.TRAINER) else None


def may_rate(actor: Actor, learner_id: str, voice: str) -> Answer:
    """Give levels to somebody's competences, in a voice."""
    allowed = {
        "learner": actor.account_id == learner_id,
        "adviser": actor.account_id != learner_id and actor.has(Role.ADVISER),
        "trainer": actor.account_id != learner_id and actor.has(Role.TRAINER),
    }
    if allowed.get(voice, False):
        return True
    return Refusal(_("Vous ne pouvez pas donner de niveau à cette personne."))
