"""What is told to those who come without an account: registered, seated, cancelled, and what becomes of the session."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import AnyRow
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.notifications import queries, services
from app.notifications.telling.invitations import invitation_for
from app.notifications.writing import Person
from app.visits.services import private_link


@task("notifications.visit_registered")
def tell_of_a_registration(session: Session, payload: Payload) -> None:
    _tell_one(session, payload, "visit_registered", freed=False)


@task("notifications.visit_seated")
def tell_of_a_free_seat(session: Session, payload: Payload) -> None:
    _tell_one(session, payload, "visit_registered", freed=True)


@task("notifications.visit_cancelled")
def tell_of_a_registration_taken_back(session: Session, payload: Payload) -> None:
    _tell_one(session, payload, "visit_cancelled", freed=False)


def _tell_one(session: Session, payload: Payload, event: str, *, freed: bool) -> None:
    visit = queries.visit(session, payload["visit_id"])
    meeting = queries.meeting(session, visit.session_id) if visit is not None else None
    if visit is None or meeting is None or meeting.ends_at <= now() or meeting.cancelled_at is not None:
        return
    if (visit.state == "cancelled") is not (event == "visit_cancelled"):
        return  # it has changed since: the other news tells
    method = "CANCEL" if event == "visit_cancelled" else "REQUEST" if visit.state == "booked" else ""
    _write(session, visit, meeting, event, f"{event}:{visit.id}:{visit.state}:{freed}", method, freed=freed)


def tell_visitors(session: Session, meeting: AnyRow, event: str, method: str, **values: Any) -> None:
    """Everybody who is registered to a public session: it has moved, it is off, it is tomorrow."""
    if meeting.is_public:
        for visit in queries.visits_of(session, meeting.id):
            seated = visit.state == "booked"
            key = f"{event}:{meeting.id}:{meeting.revision}:{visit.id}"
            _write(session, visit, meeting, event, key, method if seated else "", **values)


def _write(session: Session, visit: AnyRow, meeting: AnyRow, event: str, key: str, method: str, **values: Any) -> None:
    person = Person(visit.name, visit.email)
    calendar = invitation_for(session, meeting.id, person, method) if method and visit.email else ""
    services.write_to(
        session, meeting.organisation_id, person, event, key,
        {
            "meeting": meeting, "remote": meeting.place == "remote", "waits": visit.state == "waiting",
            "people": visit.people, "link": private_link(visit.id), **values,
        },
        calendar=calendar, method=method if calendar else "",
    )  # fmt: skip
