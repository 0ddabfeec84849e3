"""Who keeps the registers of the law: the data officer and the administration. Whoever sees a breach says so."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_keep_registers(actor: Actor, officer_id: str | None) -> Answer:
    """Read them and complete them. `officer_id`: who answers for data in the organisation, None when nobody is named."""
    if actor.has(Role.ADMIN) or (officer_id is not None and actor.account_id == officer_id):
        return True
    return Refusal(
        _(
            "Les registres des données sont tenus par la personne déléguée à la protection des données et l'administration."
        )
    )


def may_declare_breach(actor: Actor) -> Answer:
    if actor.is_staff:
        return True
    return Refusal(
        _("Cette page est celle de l'équipe. Dites à votre organisme ce que vous avez vu : il le note aussitôt.")
    )
