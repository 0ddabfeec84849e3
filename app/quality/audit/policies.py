"""Who makes an audit file, who invites somebody to read it, and who reads."""

from datetime import date

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_make(actor: Actor) -> Answer:
    """An audit file names people: those who answer for quality make it, and give it."""
    return actor.has(Role.QUALITY, Role.ADMIN) or Refusal(
        _("Les dossiers d'audit sont faits par l'équipe qualité et l'administration. Demandez-leur le vôtre.")
    )


def may_be_invited(roles: set[str]) -> Answer:
    """Somebody from outside. A learner or a member of the team already has an account that shows other things."""
    return not roles - {Role.AUDITOR, Role.GUEST} or Refusal(
        _("Cette adresse est celle d'une personne de votre organisation. Invitez une personne extérieure.")
    )


def may_read(
    actor: Actor, *, organisation_id: str, invited: bool, until: date, today: date, revoked: bool, kept: bool
) -> bool:
    """Whether somebody invited reads a file today; `queries.visible_files` in the singular."""
    return actor.organisation_id == organisation_id and invited and kept and not revoked and today <= until
