"""Who receives candidates, who sends them, and who says what the steps are."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_receive(actor: Actor) -> Answer:
    """See the candidates of the organisation, note what is done, decide."""
    return actor.has(Role.ADVISER, Role.ADMIN) or Refusal(
        _("Les candidatures sont suivies par les personnes qui accompagnent.")
    )


def may_see_figures(actor: Actor) -> Answer:
    """Delays and counts, without a name."""
    return actor.has(Role.ADVISER, Role.QUALITY, Role.ADMIN) or Refusal(
        _("Ces chiffres sont lus par l'équipe qui accompagne et par la qualité.")
    )


def may_refer(actor: Actor) -> Answer:
    """Send somebody, with their consent, and know what became of them when they agree."""
    return actor.has(Role.REFERRER) or Refusal(_("Cette page est pour les partenaires qui orientent des personnes."))


def may_arrange(actor: Actor) -> Answer:
    """Say what the steps of admission are."""
    return actor.has(Role.ADMIN) or Refusal(_("Les étapes d'admission sont réglées par l'administration."))
