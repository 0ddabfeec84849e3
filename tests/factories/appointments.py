"""Slots and appointments of the prepared house. It is Monday 23 November 2026, 9 in the morning."""

from datetime import date, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.appointments.models import Appointment, AppointmentSlot
from app.appointments.services import booking
from app.appointments.slots import services as slots
from app.appointments.slots.rules import Wish
from app.core.access import Actor
from app.core.clock import paris
from tests.factories.house import House

TUESDAY = date(2026, 11, 24)
THURSDAY = date(2026, 11, 26)


def opened(session: Session, house: House, *, adviser: Actor | None = None, **changes: Any) -> list[AppointmentSlot]:
    """The slots of Thursday from 9 h to 11 h, 30 minutes each, by whatever means."""
    actor = adviser or house.actor("adviser")
    values: dict[str, Any] = {
        "day": THURSDAY,
        "start": time(9),
        "end": time(11),
        "length": 30,
        "means": ("place", "phone", "video"),
        "site_id": house.demo.site_id,
        "link": "https://visio.example/ines",
    }
    wish = Wish(**(values | changes))
    slots.open_slots(session, actor, actor.account_id, wish)
    return list(
        session.scalars(
            select(AppointmentSlot)
            .where(AppointmentSlot.adviser_id == actor.account_id, AppointmentSlot.closed_at.is_(None))
            .order_by(AppointmentSlot.starts_at)
        )
    )


def taken(session: Session, learner: Actor, slot: AppointmentSlot, **changes: Any) -> Appointment:
    values: dict[str, Any] = {"means": "place", "about": "Mon prévisionnel"}
    return booking.take_slot(session, learner, slot.id, **(values | changes))


def proposed(session: Session, house: House, enrolment_id: str, **changes: Any) -> list[Appointment]:
    """Thursday at 14 h, half an hour on site."""
    values: dict[str, Any] = {
        "starts_at": paris(THURSDAY, 14),
        "minutes": 30,
        "means": "place",
        "about": "Le point du mois",
        "site_id": house.demo.site_id,
    }
    return booking.propose(session, house.actor("adviser"), enrolment_id, booking.Proposal(**(values | changes)))
