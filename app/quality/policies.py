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


def may_publish_results(actor: Actor) -> Answer:
    """What the public reads of a course is decided by those who answer for quality."""
    if actor.has(Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(_("Publier ou retirer des résultats revient à l'équipe qualité ou à l'administration."))


def may_review_courses(actor: Actor) -> Answer:
    """The yearly review is written by the team that runs the course."""
    if actor.has(Role.QUALITY, Role.ADMIN, Role.TRAINER):
        return True
    return Refusal(_("Le bilan annuel d'un parcours s'écrit avec l'équipe de formation ou l'équipe qualité."))


def may_read_reviews(actor: Actor) -> Answer:
    if may_read_quality(actor) or may_review_courses(actor):
        return True
    return Refusal(
        _("Le bilan annuel d'un parcours est ouvert à l'équipe de formation, à l'équipe qualité et à l'audit.")
    )


def may_close_review(actor: Actor) -> Answer:
    if actor.has(Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(_("Clore un bilan revient à l'équipe qualité ou à l'administration."))
