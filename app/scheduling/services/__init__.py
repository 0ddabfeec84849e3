"""What people do with sessions: plan, move and cancel them, take seats, keep rooms and documents."""

from app.scheduling.services.changing import (
    Change,
    Effect,
    Preview,
    cancel_session,
    change_session,
    preview_cancellation,
    preview_change,
)
from app.scheduling.services.documents import add_document, change_document, open_document, remove_document
from app.scheduling.services.planning import (
    Occurrence,
    Series,
    Wish,
    plan_series,
    plan_session,
    plan_wish,
    preview_series,
)
from app.scheduling.services.rooms import Occupied, add_room, archive_room, change_room, reopen_room
from app.scheduling.services.seats import (
    Booked,
    book,
    cancel_booking,
    choose_place,
    give_free_seats,
    give_seat,
    seat_whoever_came,
    standing,
)

__all__ = [
    "Booked", "Change", "Effect", "Occupied", "Occurrence", "Preview", "Series", "Wish", "add_document", "add_room",
    "archive_room", "book", "cancel_booking", "cancel_session", "change_document", "change_room", "change_session",
    "choose_place", "give_free_seats", "give_seat", "open_document", "plan_series", "plan_session", "plan_wish", "preview_cancellation",
    "preview_change", "preview_series", "remove_document", "reopen_room", "seat_whoever_came",
    "standing",
]  # fmt: skip
