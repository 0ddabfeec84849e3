"""Which sessions there are, who has a seat, where they meet, who was there."""

from app.scheduling.queries.lists import (
    Filters,
    cancelled_sessions,
    coming_sessions,
    held_sessions,
    leaders,
    never_signed_count,
    sessions_to_sign,
)
from app.scheduling.queries.rooms import (
    busy,
    document_for,
    documents_of,
    room_for,
    room_named,
    room_of_many,
    rooms,
    sessions_in,
    sessions_on,
    sessions_on_closed_days,
)
from app.scheduling.queries.seats import (
    CHOOSE_PLACE,
    DROP_BOOKING,
    GIVE_SEAT,
    NEW_BOOKING,
    SAY_SEAT,
    activity_of,
    coming_seat,
    equivalents_of,
    other_seat,
    other_seats,
    people_of,
    people_to_add,
    replaced_by,
    seat_counts,
    seat_of,
    seats_taken,
    sessions_of_enrolment,
    waiting_list,
)
from app.scheduling.queries.sessions import (
    Meeting,
    Rows,
    following,
    list_key,
    lock_sessions,
    next_open,
    open_sessions,
    session_entity,
    session_for,
    session_to_change,
    sessions_between,
    visible_sessions,
    visible_to,
)
from app.scheduling.queries.sheets import any_attendance, is_noted

__all__ = [
    "CHOOSE_PLACE", "DROP_BOOKING", "GIVE_SEAT", "NEW_BOOKING", "SAY_SEAT", "Filters", "Meeting", "Rows", "activity_of", "any_attendance",
    "busy", "cancelled_sessions", "coming_seat", "coming_sessions", "document_for",
    "documents_of", "equivalents_of", "following", "held_sessions", "is_noted", "leaders", "list_key", "lock_sessions", "never_signed_count", "next_open",
    "open_sessions", "other_seat", "other_seats", "people_of", "people_to_add", "replaced_by", "room_for",
    "room_named", "room_of_many", "rooms", "seat_counts", "seat_of", "seats_taken", "session_entity", "session_for",
    "session_to_change", "sessions_between", "sessions_in", "sessions_of_enrolment", "sessions_on", "sessions_on_closed_days", "sessions_to_sign",
    "visible_sessions", "visible_to", "waiting_list",
]  # fmt: skip
