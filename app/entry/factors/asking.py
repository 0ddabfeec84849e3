"""Whether an organisation asks two proofs of those who see others' data."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, Answer, Refusal, Role, require, require_fresh
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.entry.factors.events import AskingChanged
from app.identity import queries as identity
from app.identity.lifetimes import ALONE

ASKED = [role for role in Role if role not in ALONE]
TIME = timedelta(days=14)


def require_may_see(actor: Actor) -> None:
    """The team sees who waits for a confirmation; who administers sees the rest, and chooses."""
    require(actor.is_staff or Refusal(_("Cette page est réservée à l'équipe.")))


def may_set(actor: Actor) -> Answer:
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("Seule une personne qui administre l'organisme choisit ce qui est demandé à l'entrée."))


def choose(session: Session, actor: Actor, when: str) -> None:
    """`soon`: in two weeks; `now`; `no`. Choosing what is so already changes nothing."""
    require(may_set(actor))
    require_fresh(actor)
    if when not in ("soon", "now", "no"):
        raise Invalid(_("Choisissez quand la deuxième preuve est demandée."))
    place = identity.organisation_to_change(session, actor.organisation_id)
    asked = {"soon": today() + TIME, "now": today(), "no": None}[when]
    if place.factors_from == asked or (when == "now" and place.factors_from and place.factors_from <= today()):
        return
    place.factors_from = asked
    session.flush()
    journal.record(session, actor, AskingChanged(actor.organisation_id, when))
