"""Appointments for machines."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Response

from app.appointments import policies, queries
from app.appointments.schemas import (
    AppointmentIn,
    AppointmentOut,
    MoveIn,
    OutcomeIn,
    SlotOut,
    appointment_out,
    slot_out,
)
from app.appointments.services import booking, changing, settling
from app.appointments.slots import queries as slots
from app.core.access import Role, require
from app.core.clock import now
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.web.doors import ApiActor, Reading, Writing, api
from app.web.instants import read_instant
from app.web.paging import After, Limit, Page, after_id, page

router = api("appointments")

_DEFAULT_SPAN = timedelta(days=31)


@router.get("/appointments/slots")
def free_slots(
    session: Reading,
    actor: ApiActor,
    since: Annotated[str, Query(alias="from", max_length=40, description="a date, or a date-time")] = "",
    until: Annotated[str, Query(alias="to", max_length=40, description="a date, or a date-time")] = "",
) -> list[SlotOut]:
    """The slots that can be taken, by date, 200 at most: for a learner, those that the page would offer."""
    require(policies.may_enter(actor))
    moment = now()
    start = max(read_instant(since, "from"), moment) if since else moment
    end = read_instant(until, "to", last=True) if until else start + _DEFAULT_SPAN
    if actor.has(Role.ADVISER, Role.ADMIN):
        rows = slots.free_slots(session, actor.organisation_id, start, end)
    else:
        offered, _others = booking.offered_to(session, booking.own_path(session, actor), moment)
        rows = [row for row in offered if start <= row.starts_at < end]
    return [slot_out(row) for row in rows]


@router.get("/appointments")
def appointments(session: Reading, actor: ApiActor, limit: Limit = 50, after: After = "") -> Page[AppointmentOut]:
    """One's own: those that a learner has taken, those that an adviser holds, cancelled ones too."""
    require(policies.may_enter(actor))
    rows = queries.own(session, actor, limit=limit + 1, after=after_id(after))
    return page(rows, limit, appointment_out, key=lambda row: str(row.id))


@router.post("/appointments", status_code=201)
def take(session: Writing, actor: ApiActor, asked: AppointmentIn) -> AppointmentOut:
    """Book a free slot for oneself."""
    made = booking.take_slot(session, actor, asked.slot_id, asked.means, asked.about, asked.phone)
    return appointment_out(queries.appointment_for(session, actor, made.id))


@router.get("/appointments/{appointment_id}")
def one(session: Reading, actor: ApiActor, appointment_id: str) -> AppointmentOut:
    """One appointment."""
    return appointment_out(queries.appointment_for(session, actor, appointment_id))


@router.patch("/appointments/{appointment_id}")
def move(session: Writing, actor: ApiActor, appointment_id: str, asked: MoveIn) -> AppointmentOut:
    """Move it: the appointment stays the same, with its notes."""
    if (asked.slot_id is None) == (asked.starts_at is None):
        message = _("Donnez un créneau, ou une heure.")
        raise Invalid(message, [FieldError("slot_id", message)])
    if asked.slot_id is not None:
        changing.move_to_slot(session, actor, appointment_id, asked.slot_id)
    elif asked.starts_at is not None:
        changing.move_to_time(session, actor, appointment_id, asked.starts_at)
    return appointment_out(queries.appointment_for(session, actor, appointment_id))


@router.delete("/appointments/{appointment_id}", status_code=204)
def cancel(session: Writing, actor: ApiActor, appointment_id: str) -> Response:
    """Cancel it. Cancelling again changes nothing."""
    changing.cancel(session, actor, appointment_id)
    return Response(status_code=204)


@router.put("/appointments/{appointment_id}/outcome")
def settle(session: Writing, actor: ApiActor, appointment_id: str, asked: OutcomeIn) -> AppointmentOut:
    """Say how it went. Saying the same again changes nothing; saying otherwise corrects it."""
    settling.settle(session, actor, appointment_id, asked.outcome, asked.minutes, asked.absence)
    return appointment_out(queries.appointment_for(session, actor, appointment_id))
