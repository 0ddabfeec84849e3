"""Who reads the quality board."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_read_quality(actor: Actor) -> Answer:
    """Those who answer for quality, and the auditor who comes to look."""
    if actor.has(Role.QUALITY, Role.ADMIN, Role.AUDITOR):
        return True
    return Refusal(
        _("Le suivi qualité est ouvert à l'équipe qualité, à l'administration et à l'audit. Demandez-leur un accès.")
    )


def may_decide(actor: Actor) -> Answer:
    """Say what concerns the organisation, and who answers for what."""
    if actor.has(Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(_("L'équipe qualité et l'administration décident de ce qui concerne l'organisme."))


def may_see_names(actor: Actor) -> Answer:
    """An auditor counts and compares; names are given by the organisation, for the sample it agrees to."""
    if actor.has(Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(_("Les noms sont montrés par l'organisation, pour l'échantillon choisi ensemble."))
