"""The PIN of one's card, asked of whoever is signed in already: a screen found open must not be enough."""

from fastapi import Request
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow, database
from app.entry.cards import queries, services
from app.entry.trying import attempt_at_home, attempt_by
from app.identity import guessing
from app.identity.limits import Way


def card_with_pin(session: Session, actor: Actor) -> AnyRow | None:
    """Their card here, when its PIN can be asked."""
    card = queries.shown(session, actor.organisation_id, actor.account_id)
    return card if card is not None and card.has_pin and card.blocked_at is None else None


def is_right(request: Request, actor: Actor, card_id: str, pin: str) -> bool:
    """Whether it is the PIN of this card of theirs. Opens its own transactions: a try is counted whatever comes of it.

    Guessed as at the door: whoever tries waits, and the fifth wrong one in a row blocks the card. Raises TooMany.
    """
    attempt = attempt_by(request, Way.PIN, actor.account_id, actor.organisation_id)
    with database().writing() as session:
        attempt = attempt_at_home(request, session, attempt)
        guessing.take(session, attempt)
    with database().reading() as session:
        right = services.is_pin_of(session, card_id, pin.strip())
    with database().writing() as session:
        if right:
            guessing.succeeded(session, attempt)
            services.entered(session, card_id)
        else:
            guessing.failed(session, attempt, taken=True)
            services.mistyped(session, card_id)
    return right
