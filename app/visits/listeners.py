"""Seats that learners give back may go to visitors who wait."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.scheduling.events import BookingCancelled, SessionMoved
from app.visits.services import seat_who_waits


@on(BookingCancelled)
def offer_the_seat(session: Session, actor: Actor, event: BookingCancelled) -> None:
    seat_who_waits(session, actor, event.session_id)


@on(SessionMoved)
def offer_new_seats(session: Session, actor: Actor, event: SessionMoved) -> None:
    """A session that was changed may have a larger room."""
    seat_who_waits(session, actor, event.session_id)
