"""Who may work in a path."""

from app.core.access import Actor, Answer, Refusal
from app.core.i18n import _


def may_work_on(actor: Actor, learner_id: str, status: str) -> Answer:
    """Only the person whose path it is, while it is open."""
    if actor.account_id != learner_id:
        return Refusal(_("Seule la personne qui suit ce parcours peut y répondre."))
    if status == "paused":
        return Refusal(
            _(
                "Votre parcours est en pause. Rien n'est perdu. Pour reprendre, parlez-en à votre conseillère ou votre conseiller."
            )
        )
    if status == "admitted":
        return Refusal(_("Votre parcours n'a pas encore commencé. Il s'ouvrira le jour de votre entrée."))
    if status in ("finished", "left"):
        return Refusal(_("Ce parcours est terminé. Vous pouvez tout relire."))
    return True
