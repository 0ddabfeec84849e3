"""Who may see, say and conclude what somebody can do. The organisation is checked before, by the query."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_see(actor: Actor, learner_id: str) -> Answer:
    """The person, and the team that works with them."""
    return actor.account_id == learner_id or may_see_many(actor)


def may_see_many(actor: Actor) -> Answer:
    """The map of a group and its export."""
    return actor.is_staff or Refusal(_("Cette page est réservée à l'équipe. Votre progression est dans votre espace."))


def may_position(actor: Actor, learner_id: str) -> Answer:
    """Answer a positioning: the person themselves, or somebody who accompanies, beside them."""
    if actor.account_id == learner_id or actor.has(Role.ADVISER):
        return True
    return Refusal(_("Un positionnement est rempli par la personne, ou avec sa conseillère ou son conseiller."))


def may_interview(actor: Actor) -> Answer:
    """Note an interview, and decide on what the answers suggest."""
    if actor.has(Role.ADVISER):
        return True
    return Refusal(_("L'entretien et ses suites sont notés par les personnes qui accompagnent."))


def may_conclude(actor: Actor, learner_id: str) -> Answer:
    """Say where somebody stands, once the voices are heard; open it again. Nobody concludes for themselves."""
    if actor.has(Role.ADVISER) and actor.account_id != learner_id:
        return True
    return Refusal(
        _("Seule la personne qui accompagne conclut un niveau. Vous pouvez donner le vôtre, avec vos preuves.")
    )


def may_withdraw(actor: Actor, given_by: str) -> Answer:
    """Take a proof back: one's own, or any for those who conclude."""
    if actor.account_id == given_by or actor.has(Role.ADVISER):
        return True
    return Refusal(_("Cette preuve est retirée par la personne qui l'a apportée, ou par le conseil."))


def positions_everyone(actor: Actor) -> bool:
    """Whether what awaits of positionings is that of the whole organisation, or of the people that an adviser follows."""
    return actor.has(Role.ADMIN, Role.QUALITY)


def may_change_guide(actor: Actor) -> Answer:
    """Change the questions and the levels from which a plan is proposed to change."""
    if actor.has(Role.ADMIN, Role.ADVISER):
        return True
    return Refusal(_("Ce questionnaire est changé par les personnes qui accompagnent ou administrent."))
