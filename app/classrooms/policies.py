"""Who may enter a classroom, and who reads who was there."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _
from app.scheduling import policies as sessions
from app.scheduling.rules import State


def may_moderate(actor: Actor) -> Answer:
    """Enter before the others, let people speak, end the meeting."""
    return sessions.may_run_sessions(actor)


def may_enter(actor: Actor, seat: str | None) -> Answer:
    """Those who run sessions, and those who have a seat; `seat` is the state of one's own booking."""
    if seat == State.BOOKED or may_moderate(actor):
        return True
    if seat == State.WAITING:
        return Refusal(
            _("Vous êtes sur la liste d'attente de cette séance. Sa salle s'ouvrira pour vous si une place se libère.")
        )
    return Refusal(_("Cette salle est ouverte aux personnes qui ont une place dans la séance. Réservez dans l'agenda."))


def may_read_connections(actor: Actor) -> Answer:
    return sessions.may_see_sheet(actor)


def may_see_servers(actor: Actor) -> Answer:
    """Which servers are set, and what is wrong with them."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Les serveurs de classes à distance sont suivis par l'administration."))
