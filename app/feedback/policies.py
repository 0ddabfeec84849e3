"""Who asks, who reads what people say, who answers for it."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_ask(actor: Actor) -> Answer:
    """Write questionnaires, open and close surveys."""
    return actor.has(Role.QUALITY, Role.ADMIN) or Refusal(
        _("Les enquêtes sont ouvertes par l'équipe qualité et l'administration.")
    )


def may_read_results(actor: Actor) -> Answer:
    """What surveys say, free words included."""
    return actor.has(Role.QUALITY, Role.ADMIN, Role.ADVISER, Role.TRAINER) or Refusal(
        _("Les résultats des enquêtes sont lus par l'équipe.")
    )


def may_see_complaints(actor: Actor) -> Answer:
    """The register of complaints; each of them has its own readers."""
    return actor.has(Role.QUALITY, Role.ADMIN) or Refusal(
        _("Les réclamations sont suivies par l'équipe qualité et l'administration.")
    )


def may_read_complaint(actor: Actor, owner_id: str | None, about_id: str | None) -> Answer:
    """Quality, administration and whoever answers for it; never the person it is about, whatever their role."""
    refusal = Refusal(_("Cette réclamation est suivie par d'autres personnes."))
    if not actor.account_id or about_id == actor.account_id:
        return refusal
    return actor.has(Role.QUALITY, Role.ADMIN) or (actor.is_staff and owner_id == actor.account_id) or refusal


def may_enter_complaint(actor: Actor) -> Answer:
    """Write down what somebody has said by voice."""
    return actor.is_staff or Refusal(_("L'équipe note les réclamations reçues par téléphone ou de vive voix."))


def may_record_incident(actor: Actor) -> Answer:
    return actor.is_staff or Refusal(_("Les aléas sont notés par l'équipe."))


def may_read_register(actor: Actor) -> Answer:
    """Incidents and improvement actions: the team, and an auditor, who reads no name."""
    return actor.is_staff or actor.has(Role.AUDITOR) or Refusal(_("Ces registres sont lus par l'équipe et à l'audit."))


def may_improve(actor: Actor) -> Answer:
    """Decide an improvement action, measure what it has changed, publish it."""
    return actor.has(Role.QUALITY, Role.ADMIN) or Refusal(
        _("Les actions d'amélioration sont décidées par l'équipe qualité et l'administration.")
    )


def may_move_improvement(actor: Actor, owner_id: str | None) -> Answer:
    """Say where an action stands, and what it has changed."""
    return (actor.is_staff and owner_id == actor.account_id) or may_improve(actor)
