"""A call for news: one contact, one entry of the ledger, and what the person said or that nobody answered."""

from datetime import date

from sqlalchemy.orm import Session

from app.accompaniment import policies
from app.accompaniment.contacts import services as contacts
from app.accompaniment.contacts.rules import Channel, Outcome
from app.accompaniment.models import FollowUp
from app.core import sensitive
from app.core.access import Actor, require
from app.ledger import services as ledger
from app.outcomes import queries
from app.outcomes.rules import Via
from app.outcomes.services import answering
from app.outcomes.services.answering import Said


def record_call(
    session: Session,
    actor: Actor,
    check_id: str,
    outcome: str,
    said: Said | None = None,
    *,
    words: str = "",
    minutes: int | None = None,
    again_on: date | None = None,
    reason: str = "",
    anyway: bool = False,
) -> FollowUp:
    """How a call went. Reached, the person says where they are or that they do not wish to; not reached, it is counted."""
    require(policies.may_contact(actor))
    row = queries.check_for(session, actor, check_id)
    contacts.check_contact(Channel.CALL, outcome, words, "team", minutes, again_on)
    sensitive.check({"words": words}, anyway)
    ledger.take_turn(session, actor.organisation_id)
    if outcome == Outcome.REACHED:
        answering.answer_for(session, actor, check_id, said or Said(), Via.CALL, reason)
    else:
        answering.count_attempt(session, actor, check_id, again_on if outcome == Outcome.CALL_AGAIN else None)
    return contacts.note_contact(
        session, actor, row.enrolment_id, Channel.CALL, outcome, words=words, minutes=minutes, again_on=again_on,
        anyway=anyway,
    )  # fmt: skip
