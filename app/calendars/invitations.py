"""The part of an e-mail that puts a session into somebody's calendar, moves it there, or takes it away (iTIP)."""

from typing import Any, Literal

from sqlalchemy.orm import Session

from app.calendars import feeds, queries
from app.core import ical
from app.core.clock import now
from app.core.errors import NotFound
from app.core.ical import Happening, Person

Method = Literal["REQUEST", "CANCEL"]


def invitation(row: Any, person: Person, method: Method, organiser: Person) -> bytes:
    """A session for one person. The same UID as in the feed, so that both are one event; a revision says which is newer.

    `row`: as `queries.meeting` or `queries.own_sessions` gives it, with a `state`.
    """
    found = feeds.happening(row)
    off = method == ical.CANCEL
    made = Happening(
        uid=found.uid,
        title=found.title,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        said_at=now(),  # of this very message: a calendar keeps the last one said
        created_at=found.created_at,
        revision=found.revision,
        status=ical.CANCELLED if off else found.status,
        place=found.place,
        says=found.says,
        url=found.url,
    )
    return ical.calendar([made], method=method, organiser=organiser, invited=person)


def invitation_for(session: Session, session_id: str, account_id: str, person: Person, method: Method) -> bytes:
    """The invitation of a session to a learner, whether they still have a seat there or have just lost it.

    NotFound when there is no such session. The caller has checked who may know of it.
    """
    row = queries.meeting(session, session_id)
    if row is None:
        raise NotFound()
    seat = queries.seat(session, session_id, account_id)
    place = seat.place if seat and row.place == "hybrid" else row.place
    seen = queries.Seen(row, state=seat.state if seat else "booked", place=place)
    return invitation(seen, person, method, Person(row.organisation_name, row.organisation_email))
