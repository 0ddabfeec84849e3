"""Sessions for machines."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query

from app.core.clock import paris, today
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.scheduling import queries, services
from app.scheduling.schemas import (
    BookingIn,
    BookingOut,
    CancellationIn,
    SessionChange,
    SessionIn,
    SessionOut,
    session_out,
)
from app.scheduling.services import Change
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.instants import read_instant
from app.web.paging import After, Limit, Page, after_id, page

router = api("scheduling")

_DEFAULT_SPAN = timedelta(days=31)


@router.get("/sessions")
def sessions(
    session: Reading,
    actor: ApiActor,
    since: Annotated[str, Query(alias="from", max_length=40, description="a date, or a date-time")] = "",
    until: Annotated[str, Query(alias="to", max_length=40, description="a date, or a date-time")] = "",
    cancelled: Annotated[bool, Query(description="those that were cancelled too")] = False,
    limit: Limit = 50,
    after: After = "",
) -> Page[SessionOut]:
    """The sessions of a period, by date: from today for 31 days unless told. A `to` that is a date is included."""
    start = read_instant(since, "from") if since else paris(today(), 0)
    end = read_instant(until, "to", last=True) if until else start + _DEFAULT_SPAN
    if end <= start:
        message = _("La fin de la période doit suivre son début.")
        raise Invalid(message, [FieldError("to", message)])
    rows = queries.sessions_between(
        session, actor, start, end, limit=limit + 1, after=after_id(after), cancelled=cancelled
    )
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
        room_id=asked.room_id,
        running_order=asked.running_order,
        equivalent_activity_id=asked.equivalent_activity_id,
    )
    return session_out(queries.session_for(session, actor, made.id))


@router.patch("/sessions/{session_id}")
def change(session: Writing, actor: ApiActor, session_id: str, asked: SessionChange) -> SessionOut:
    """Change or move a session, with the following ones of its series when told: all of them or none."""
    values = asked.model_dump(exclude={"following", "revision"}, exclude_none=True)
    services.change_session(
        session, actor, session_id, Change(**values), following=asked.following, revision=asked.revision
    )
    session.flush()
    return session_out(queries.session_for(session, actor, session_id))


@router.post("/sessions/{session_id}/cancellation")
def cancel(session: Writing, actor: ApiActor, session_id: str, asked: CancellationIn) -> SessionOut:
    """The session does not take place. Saying it again changes nothing."""
    services.cancel_session(session, actor, session_id, asked.reason, following=asked.following)
    session.flush()
    return session_out(queries.session_for(session, actor, session_id))


@router.post("/sessions/{session_id}/bookings")
def book(session: Writing, actor: ApiActor, session_id: str, asked: BookingIn) -> BookingOut:
    """A seat, or a place on the waiting list. Booking again changes nothing."""
    booked = services.book(session, actor, session_id, asked.enrolment_id, place=asked.place)
    return BookingOut(state=booked.state, position=booked.position)


@router.delete("/sessions/{session_id}/bookings/{enrolment_id}", status_code=204)
def cancel_booking(session: Writing, actor: ApiActor, session_id: str, enrolment_id: str) -> None:
    """The seat is given back and goes to the first who waits. Giving it back again changes nothing."""
    services.cancel_booking(session, actor, session_id, enrolment_id)
