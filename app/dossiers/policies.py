"""Who reads a dossier, who writes in it, and who reads a note."""

from collections.abc import Collection

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _

TEAM = (Role.ADVISER, Role.TRAINER, Role.ADMIN)  # who accompanies and teaches; quality reads figures, not lives


def may_open(actor: Actor, learner_id: str) -> Answer:
    """The person themselves, and the team; never one's own dossier as one of the team."""
    return is_own(actor, learner_id) or is_team(actor, learner_id) or Refusal(
        _("Le dossier est lu par la personne et par celles qui l'accompagnent.")
    )  # fmt: skip


def is_own(actor: Actor, learner_id: str) -> bool:
    return actor.account_id == learner_id and actor.has(Role.LEARNER)


def is_team(actor: Actor, learner_id: str) -> bool:
    return actor.has(*TEAM) and actor.account_id != learner_id


def may_accompany(actor: Actor, learner_id: str) -> Answer:
    """Change the page, agree on actions, send to partners, ask for aids."""
    return (actor.has(Role.ADVISER, Role.ADMIN) and actor.account_id != learner_id) or Refusal(
        _("Cette partie du dossier est tenue par les personnes qui accompagnent.")
    )


def may_write_note(actor: Actor, learner_id: str) -> Answer:
    return is_team(actor, learner_id) or Refusal(_("Les notes sont écrites par l'équipe."))


def may_read_note(actor: Actor, learner_id: str, visibility: str, author_id: str, readers: Collection[str]) -> bool:
    """A restricted note is read by its author and those named in it, administrators no more than others."""
    if is_own(actor, learner_id):
        return visibility == "shared"
    if not is_team(actor, learner_id):
        return False
    return visibility in ("shared", "team") or actor.account_id == author_id or actor.account_id in readers


def may_change_note(actor: Actor, learner_id: str, author_id: str) -> Answer:
    """Whoever wrote it answers for it."""
    return (is_team(actor, learner_id) and actor.account_id == author_id) or Refusal(
        _("Une note se change par la personne qui l'a écrite. Écrivez la vôtre à côté.")
    )


def may_see_goal(actor: Actor, learner_id: str, hidden: bool) -> bool:
    return is_own(actor, learner_id) or (is_team(actor, learner_id) and not hidden)


def may_set_goal(actor: Actor, learner_id: str) -> Answer:
    return is_own(actor, learner_id) or may_accompany(actor, learner_id)


def may_agree(actor: Actor, learner_id: str) -> Answer:
    return is_own(actor, learner_id) or may_accompany(actor, learner_id)


def may_tick(actor: Actor, owner_id: str) -> Answer:
    """Do with, and not for."""
    return actor.account_id == owner_id or Refusal(
        _("C'est la personne qui fait l'action qui la coche. Vous pouvez lui laisser un mot.")
    )


def may_speak_for_oneself(actor: Actor, learner_id: str) -> Answer:
    return is_own(actor, learner_id) or Refusal(_("Ces mots sont ceux de la personne : elle seule les change."))


def may_keep_lists(actor: Actor) -> Answer:
    return actor.has(Role.ADVISER, Role.ADMIN) or Refusal(
        _("Ces listes sont tenues par les personnes qui accompagnent.")
    )


def may_see_register(actor: Actor) -> Answer:
    """All aids of the organisation, all people sent to partners."""
    return actor.has(Role.ADVISER, Role.ADMIN) or Refusal(_("Ce registre est réservé aux personnes qui accompagnent."))
