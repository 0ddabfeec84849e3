"""What somebody wants done with their data after their death: written, replaced, taken back by them alone."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import _
from app.ledger import services as ledger
from app.privacy.requests import queries, rules
from app.privacy.requests.models import LastWish
from app.privacy.requests.services import holding
from app.visits.rules import one_line


@dataclass(frozen=True, slots=True)
class Wish:
    choice: str
    words: str = ""
    person_name: str = ""
    person_reach: str = ""
    registered_with: str = ""


def write(session: Session, actor: Actor, wish: Wish) -> LastWish:
    """Replace what was written before. The same again changes nothing."""
    if wish.choice not in rules.WISHES_CHOICES:
        raise holding.wrong("choice", _("Choisissez une des trois réponses."))
    name, reach = one_line(wish.person_name, rules.NAME), one_line(wish.person_reach, 254)
    if wish.choice == "hand" and (not name or not reach):
        raise holding.wrong("person_name", _("Dites à qui remettre la copie, et comment joindre cette personne."))
    values = {
        "choice": wish.choice, "words": holding.said(wish.words, required=False), "person_name": name,
        "person_reach": reach, "registered_with": one_line(wish.registered_with, rules.NAME),
    }  # fmt: skip
    ledger.take_turn(session, actor.organisation_id)
    known = queries.last_wish(session, actor.organisation_id, actor.account_id)
    if known is not None and all(getattr(known, field) == value for field, value in values.items()):
        return known
    if known is not None:
        known.revoked_at = now()
    made = LastWish(organisation_id=actor.organisation_id, account_id=actor.account_id, written_at=now(), **values)
    session.add(made)
    session.flush()
    return made


def take_back(session: Session, actor: Actor) -> bool:
    """Nothing is wanted any more; whether something was."""
    ledger.take_turn(session, actor.organisation_id)
    known = queries.last_wish(session, actor.organisation_id, actor.account_id)
    if known is None:
        return False
    known.revoked_at = now()
    session.flush()
    return True
