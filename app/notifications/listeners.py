"""What is news for somebody: noted with the act, told by the work that follows it (see telling/).

What is lived at another moment (`clock.at`: the histories of a demonstration) is news for nobody.
"""

from typing import Any

from sqlalchemy.orm import Session

from app.appointments.events import AppointmentBooked, AppointmentCancelled, AppointmentMoved
from app.core.access import Actor
from app.core.clock import elsewhere, now
from app.core.journal import on
from app.core.tasks import later
from app.notifications import queries
from app.planning.events import PlanChanged, PlanChangeUndone
from app.scheduling.events import BookingCancelled, SeatBooked, SessionCancelled, SessionMoved
from app.visits.events import VisitCancelled, VisitRegistered, VisitSeated


def tell_later(session: Session, actor: Actor, name: str, key: str, payload: dict[str, Any]) -> None:
    """Leave the work of telling with the act. The same `key` tells once."""
    if not elsewhere():
        later(
            session, f"notifications.{name}", {**payload, "by": actor.account_id},
            organisation_id=actor.organisation_id, key=f"{name}:{key}",
        )  # fmt: skip


@on(SessionMoved)
def of_a_moved_session(session: Session, actor: Actor, event: SessionMoved) -> None:
    if elsewhere():
        return
    revision = queries.revision_of(session, event.session_id)
    tell_later(
        session, actor, "session_moved", f"{event.session_id}:{revision}:{now().isoformat()}",
        {"session_id": event.session_id, "revision": revision, "was_starts_at": event.was_starts_at.isoformat()},
    )  # fmt: skip


@on(SessionCancelled)
def of_a_cancelled_session(session: Session, actor: Actor, event: SessionCancelled) -> None:
    tell_later(session, actor, "session_cancelled", event.session_id, {"session_id": event.session_id})


@on(SeatBooked)
def of_a_seat(session: Session, actor: Actor, event: SeatBooked) -> None:
    tell_later(
        session, actor, "seat", f"{event.enrolment_id}:{event.session_id}:{now().isoformat()}",
        {"session_id": event.session_id, "enrolment_id": event.enrolment_id, "freed": event.from_waiting_list},
    )  # fmt: skip


@on(BookingCancelled)
def of_a_seat_given_back(session: Session, actor: Actor, event: BookingCancelled) -> None:
    tell_later(
        session, actor, "seat_lost", f"{event.enrolment_id}:{event.session_id}:{now().isoformat()}",
        {"session_id": event.session_id, "enrolment_id": event.enrolment_id},
    )  # fmt: skip


@on(PlanChanged)
def of_a_changed_plan(session: Session, actor: Actor, event: PlanChanged) -> None:
    tell_later(
        session, actor, "plan_changed", f"{event.enrolment_id}:{event.change_id}",
        {"enrolment_id": event.enrolment_id, "change_id": event.change_id},
    )  # fmt: skip


@on(PlanChangeUndone)
def of_a_plan_as_before(session: Session, actor: Actor, event: PlanChangeUndone) -> None:
    tell_later(
        session, actor, "plan_undone", f"{event.enrolment_id}:{event.change_id}",
        {"enrolment_id": event.enrolment_id, "change_id": event.change_id},
    )  # fmt: skip


@on(AppointmentBooked)
def of_an_appointment(session: Session, actor: Actor, event: AppointmentBooked) -> None:
    _of_an_appointment(session, actor, "appointment_booked", event.appointment_id)


@on(AppointmentMoved)
def of_a_moved_appointment(session: Session, actor: Actor, event: AppointmentMoved) -> None:
    _of_an_appointment(session, actor, "appointment_moved", event.appointment_id)


@on(AppointmentCancelled)
def of_a_cancelled_appointment(session: Session, actor: Actor, event: AppointmentCancelled) -> None:
    _of_an_appointment(session, actor, "appointment_cancelled", event.appointment_id)


def _of_an_appointment(session: Session, actor: Actor, name: str, appointment_id: str) -> None:
    enrolment_id = None if elsewhere() else queries.path_of_appointment(session, appointment_id)
    if enrolment_id is not None:
        tell_later(
            session, actor, name, f"{enrolment_id}:{appointment_id}:{now().isoformat()}",
            {"appointment_id": appointment_id, "enrolment_id": enrolment_id},
        )  # fmt: skip


@on(VisitRegistered)
def of_a_visit(session: Session, actor: Actor, event: VisitRegistered) -> None:
    tell_later(session, actor, "visit_registered", event.visit_id, {"visit_id": event.visit_id})


@on(VisitSeated)
def of_a_seated_visit(session: Session, actor: Actor, event: VisitSeated) -> None:
    tell_later(session, actor, "visit_seated", event.visit_id, {"visit_id": event.visit_id})


@on(VisitCancelled)
def of_a_cancelled_visit(session: Session, actor: Actor, event: VisitCancelled) -> None:
    tell_later(session, actor, "visit_cancelled", event.visit_id, {"visit_id": event.visit_id})
