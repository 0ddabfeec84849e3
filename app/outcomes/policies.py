"""Who says what becomes of people, who reads the figures, and who decides how news is taken."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_close(actor: Actor) -> Answer:
    """Note an exit with its interview, correct it, note what somebody says of their situation."""
    return actor.has(Role.ADVISER, Role.ADMIN) or Refusal(
        _("Les sorties et les nouvelles sont notées par les personnes qui accompagnent ou administrent.")
    )


def may_see_exit(actor: Actor) -> Answer:
    """Read how a path ended, and the news of the person since."""
    return actor.is_staff or Refusal(
        _("La sortie d'une personne est lue par l'équipe. Votre bilan est à vous, dans votre espace.")
    )


def may_read_figures(actor: Actor) -> Answer:
    """Read what people became, all of them."""
    return actor.has(Role.ADVISER, Role.QUALITY, Role.ADMIN, Role.AUDITOR) or Refusal(
        _("Les chiffres des sorties sont ouverts aux personnes qui accompagnent, administrent ou suivent la qualité.")
    )


def may_see_names(actor: Actor) -> Answer:
    """An auditor counts; names are given by the organisation, for the sample it agrees to."""
    return actor.has(Role.ADVISER, Role.QUALITY, Role.ADMIN) or Refusal(
        _("Les noms sont montrés par l'organisation, pour l'échantillon choisi ensemble.")
    )


def may_change_ways(actor: Actor) -> Answer:
    """Change the list of what people become, and when news is taken."""
    return actor.has(Role.ADMIN) or Refusal(_("La liste des sorties est réglée par l'administration."))
