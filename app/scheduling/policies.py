"""Who may plan, book and sign. The organisation is checked before, by the query."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _


def may_run_sessions(actor: Actor) -> Answer:
    """Plan a session, see who comes, say who was there."""
    if actor.has(Role.TRAINER, Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("Les séances sont tenues par les personnes qui forment, accompagnent ou administrent."))


def may_see_sheet(actor: Actor) -> Answer:
    """Quality reads attendance sheets, without writing in them."""
    return actor.has(Role.QUALITY) or may_run_sessions(actor)


def may_see_agenda(actor: Actor) -> Answer:
    if actor.is_staff or actor.has(Role.LEARNER):
        return True
    return Refusal(_("L'agenda est ouvert aux personnes en parcours et à l'équipe."))


def may_book(actor: Actor, learner_id: str) -> Answer:
    """One's own seat, or anyone's for those who run sessions."""
    if actor.account_id == learner_id or may_run_sessions(actor):
        return True
    return Refusal(_("Vous ne pouvez réserver que pour vous."))


def may_keep_rooms(actor: Actor) -> Answer:
    """Rooms are shared: those who coordinate keep them."""
    if actor.has(Role.ADVISER, Role.ADMIN):
        return True
    return Refusal(_("Les salles sont tenues par les personnes qui accompagnent ou administrent."))
