"""Sessions for machines."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import Query

from app.core.clock import PARIS, paris, today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.scheduling import queries, services
from app.scheduling.schemas import (
    BookingIn,
    BookingOut,
    SessionIn,
    SessionOut,
    session_out,
)
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.paging import After, Limit, Page, after_id, page

router = api("scheduling")

_DEFAULT_SPAN = timedelta(days=31)
_LOST_PLUS = re.compile(r" (?=\d\d:\d\d$)")  # a "+" that was not encoded arrives as a space


@router.get("/sessions")
def sessions(
    session: Reading,
    actor: ApiActor,
    since: Annotated[str, Query(alias="from", max_length=40, description="a date, or a date-time")] = "",
    until: Annotated[str, Query(alias="to", max_length=40, description="a date, or a date-time")] = "",
    limit: Limit = 50,
    after: After = "",
) -> Page[SessionOut]:
    """The sessions of a period, by date: from today for 31 days unless told. A `to` that is a date is included."""
    start = _moment(since, "from") if since else paris(today(), 0)
    end = _moment(until, "to", last=True) if until else start + _DEFAULT_SPAN
    if end <= start:
        message = _("La fin de la période doit suivre son début.")
        raise Invalid(message, [FieldError("to", message)])
    rows = queries.sessions_between(session, actor, start, end, limit=limit + 1, after=after_id(after))
    return page(rows, limit, session_out, key=queries.list_key)


@router.get("/sessions/{session_id}")
def one_session(session: Reading, actor: ApiActor, session_id: str) -> SessionOut:
    """One session, with its seats."""
    return session_out(queries.session_for(session, actor, session_id))


@router.post("/sessions", status_code=201)
def plan(session: Writing, actor: ApiActor, asked: SessionIn) -> SessionOut:
    """Announce a session of a course."""
    made = services.plan_session(
        session,
        actor,
        asked.course,
        asked.title,
        asked.starts_at,
        asked.ends_at,
        asked.place,
        asked.capacity,
        asked.activity_id,
        trainer_id=asked.trainer_id,
        site_id=asked.site_id,
        room=asked.room,
        classroom=asked.classroom or "",
        link=asked.link,
        people=asked.people,
    )
    return session_out(queries.session_for(session, actor, made.id))


@router.post("/sessions/{session_id}/bookings")
def book(session: Writing, actor: ApiActor, session_id: str, asked: BookingIn) -> BookingOut:
    """A seat, or a place on the waiting list. Booking again changes nothing."""
    booked = services.book(session, actor, session_id, asked.enrolment_id)
    return BookingOut(state=booked.state, position=booked.position)


def _moment(text: str, field: str, *, last: bool = False) -> datetime:
    """The instant meant: a date alone is its midnight in Paris, or the next one when it closes a period."""
    try:
        if len(text) == 10:
            found = paris(date.fromisoformat(text) + timedelta(days=1 if last else 0), 0)
        else:
            said = datetime.fromisoformat(_LOST_PLUS.sub("+", text))
            found = (said if said.tzinfo else said.replace(tzinfo=PARIS)).astimezone(UTC)
        if not 1990 <= found.year <= 2200:
            raise ValueError("not a date of this house")
        return found
    except (ValueError, OverflowError) as error:
        message = _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")
        raise Invalid(message, [FieldError(field, message)]) from error
