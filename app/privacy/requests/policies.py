"""Who asks, who answers, who is told what. `officer_id`: of whoever answers for data here; none: the administration."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def is_officer(actor: Actor, officer_id: str | None) -> Answer:
    """Reads and answers requests."""
    if officer_id is not None:
        answers = actor.is_staff and actor.account_id == officer_id
    else:
        answers = actor.has(Role.ADMIN)
    return answers or Refusal(
        _("Les demandes sur les données sont lues par la seule personne référente pour les données.")
    )


def may_name_officer(actor: Actor) -> Answer:
    return actor.has(Role.ADMIN) or Refusal(
        _("La personne référente pour les données est choisie par l'administration.")
    )


def may_enter(actor: Actor) -> Answer:
    """Write down what somebody asks by voice, by post or by phone."""
    return actor.is_staff or Refusal(_("L'équipe note les demandes reçues sur place, par lettre ou par téléphone."))
