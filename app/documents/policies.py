"""Who writes templates, who makes documents, who reads them."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_write_templates(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN, Role.QUALITY):
        return True
    return Refusal(_("Les modèles de documents sont écrits par l'administration et la qualité. Demandez-leur un changement."))


def may_make(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN, Role.QUALITY, Role.ADVISER):
        return True
    return Refusal(_("Les documents sont faits par l'accompagnement, la qualité et l'administration."))


def may_see_all(actor: Actor) -> Answer:
    return actor.is_staff or Refusal(_("Cette page est pour l'équipe. Vos documents sont à la page « Mes documents »."))


def may_read(actor: Actor, learner_id: str | None, *, given: bool, of_house: bool) -> bool:
    """A document: the team reads all, a person theirs once it is given, everybody of the house those of the house."""
    return actor.is_staff or (of_house and given) or (given and learner_id == actor.account_id)
