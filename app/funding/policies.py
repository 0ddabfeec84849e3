"""Who knows who pays, who declares it, and who opens what is protected."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_read_funding(actor: Actor) -> Answer:
    """The figures for funders: reports, yearly report, indicators, territories."""
    if actor.has(Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(
        _("Les bilans et les rapports pour les financeurs sont tenus par l'équipe qualité et l'administration.")
    )


def may_set_funding(actor: Actor) -> Answer:
    """What funders are, what courses aim at, who delivers, what is typed in a yearly report; reports signed."""
    return may_read_funding(actor)


def may_read_file(actor: Actor) -> Answer:
    """Who pays for one path: whoever follows people, and those who declare."""
    if actor.has(Role.ADVISER, Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(
        _("Le financement d'un parcours est suivi par les conseillers, l'équipe qualité et l'administration.")
    )


def may_answer(actor: Actor, learner_id: str, moment: str, answered: bool) -> Answer:
    """The person for their own entry, once; the team afterwards, and for what is known after an exit."""
    if may_read_file(actor):
        return True
    if actor.account_id != learner_id:
        return Refusal(_("Ces questions sont posées à la personne elle-même."))
    if moment != "entry" or answered:
        return Refusal(_("Vos réponses sont enregistrées. Pour les corriger, parlez-en à votre conseiller."))
    return True


def may_open_sealed(actor: Actor, learner_id: str, adviser_id: str | None) -> Answer:
    """Answers in special categories: the person, their adviser, and those who transmit them to the funder."""
    if actor.account_id == learner_id or actor.has(Role.QUALITY, Role.ADMIN):
        return True
    if actor.has(Role.ADVISER) and actor.account_id == adviser_id:
        return True
    return Refusal(_("Ces réponses sont protégées : seule la conseillère ou le conseiller de la personne les ouvre."))
