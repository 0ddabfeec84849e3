"""What is told around sessions: moved, cancelled, a seat had or given back, and the day before."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core import tasks
from app.core.clock import local, now, paris, today
from app.core.db import AnyRow
from app.core.tasks import every, task
from app.core.tasks.registry import Payload
from app.notifications import queries, rules, services
from app.notifications.telling.invitations import invitation_for
from app.notifications.telling.visits import tell_visitors
from app.notifications.writing import Person

_BOOKED = "booked"


def meeting_values(meeting: AnyRow, place: str = "") -> dict[str, Any]:
    """What the templates say of a session, for somebody who takes part `place`."""
    return {"meeting": meeting, "remote": (place or meeting.place) == "remote"}


def _news_of(session: Session, session_id: str) -> AnyRow | None:
    """A session that is still to come; None for one that is over, and for an appointment, which tells its own news."""
    meeting = queries.meeting(session, session_id)
    if meeting is None or meeting.ends_at <= now() or queries.is_appointment(session, session_id):
        return None
    return meeting


@task("notifications.session_moved")
def tell_of_a_move(session: Session, payload: Payload) -> None:
    """To everybody who has or awaits a seat, and to who leads it; unless it has moved again since."""
    meeting = _news_of(session, payload["session_id"])
    if meeting is None or meeting.cancelled_at or meeting.revision != payload["revision"]:
        return
    was = datetime.fromisoformat(payload["was_starts_at"])
    _to_all(
        session, meeting, payload["by"], "session_moved", {"was": was if was != meeting.starts_at else None}, "REQUEST"
    )


@task("notifications.session_cancelled")
def tell_of_a_cancellation(session: Session, payload: Payload) -> None:
    meeting = _news_of(session, payload["session_id"])
    if meeting is not None:
        _to_all(session, meeting, payload["by"], "session_cancelled", {}, "CANCEL")


def _to_all(session: Session, meeting: AnyRow, by: str, event: str, values: dict[str, Any], method: str) -> None:
    told = f"{event}:{meeting.id}:{meeting.revision}"
    for person, state, place in queries.seats_of(session, meeting.id):
        if person.account_id == by:
            continue
        known = {**meeting_values(meeting, place), **values, "waits": state != _BOOKED, "leads": False}
        calendar = invitation_for(session, meeting.id, person, method) if state == _BOOKED else ""
        services.write_to(
            session, meeting.organisation_id, person, event, f"{told}:{person.account_id}", known,
            calendar=calendar, method=method if calendar else "",
        )  # fmt: skip
    tell_visitors(session, meeting, event.replace("session", "visit"), method, **values)
    leader = queries.person_of_account(session, meeting.trainer_id) if meeting.trainer_id else None
    if leader is not None and leader.account_id != by:
        known = {**meeting_values(meeting), **values, "waits": False, "leads": True}
        calendar = invitation_for(session, meeting.id, leader, method)
        services.write_to(
            session, meeting.organisation_id, leader, event, f"{told}:{leader.account_id}", known,
            calendar=calendar, method=method if calendar else "",
        )  # fmt: skip


@task("notifications.seat")
def tell_of_a_seat(session: Session, payload: Payload) -> None:
    """A confirmation with its invitation. Several seats given at once are one message."""
    found = _gathered(session, payload, "seat")
    person = queries.person_of_path(session, payload["enrolment_id"])
    seats = []
    for session_id, freed in found.items():
        meeting = _news_of(session, session_id)
        seat = queries.seat_of(session, session_id, payload["enrolment_id"])
        if meeting is not None and not meeting.cancelled_at and seat is not None and seat.state == _BOOKED:
            seats.append((meeting, seat.place, freed))
    if person is None or not seats:
        return
    seats.sort(key=lambda seat: (seat[0].starts_at, seat[0].id))
    moment = now().isoformat()
    if len(seats) > 1:
        if not queries.is_plan_to_be_told(session, person.enrolment_id):  # which names the sessions to come
            values = {"seats": [meeting_values(meeting, place) for meeting, place, _freed in seats]}
            services.write_to(
                session, seats[0][0].organisation_id, person, "seats_booked", f"seats:{person.enrolment_id}:{moment}", values
            )  # fmt: skip
        return
    meeting, place, freed = seats[0]
    calendar = invitation_for(session, meeting.id, person, "REQUEST")
    services.write_to(
        session, meeting.organisation_id, person, "seat_booked", f"seat:{meeting.id}:{person.enrolment_id}:{moment}",
        {**meeting_values(meeting, place), "freed": freed, "own": payload["by"] == person.account_id},
        calendar=calendar, method="REQUEST" if calendar else "",
    )  # fmt: skip


@task("notifications.seat_lost")
def tell_of_a_seat_given_back(session: Session, payload: Payload) -> None:
    found = _gathered(session, payload, "seat_lost")
    person = queries.person_of_path(session, payload["enrolment_id"])
    if person is None:
        return
    gone = []
    for session_id in found:
        meeting = _news_of(session, session_id)
        if meeting is None or meeting.cancelled_at:
            continue  # a cancelled session is told by itself
        if queries.seat_of(session, session_id, payload["enrolment_id"]) is None:  # and not booked again since
            gone.append(meeting)
    if not gone or (len(gone) > 1 and queries.is_plan_to_be_told(session, person.enrolment_id)):
        return
    gone.sort(key=lambda meeting: (meeting.starts_at, meeting.id))
    calendar = invitation_for(session, gone[0].id, person, "CANCEL") if len(gone) == 1 else ""
    services.write_to(
        session, gone[0].organisation_id, person, "seat_lost", f"seat_lost:{person.enrolment_id}:{now().isoformat()}",
        {"meetings": gone, "own": payload["by"] == person.account_id}, calendar=calendar, method="CANCEL" if calendar else "",
    )  # fmt: skip


def _gathered(session: Session, payload: Payload, name: str) -> dict[str, bool]:
    """Session id → whether it comes from the waiting list: this news, and what waits to be told to the same person."""
    found = {payload["session_id"]: bool(payload.get("freed"))}
    for more in queries.take_waiting_work(session, f"{name}:{payload['enrolment_id']}:", f"notifications.{name}"):
        found[more["session_id"]] = bool(more.get("freed"))
    return found


# --- The day before ------------------------------------------------------------------------------------------------


@every("notifications.tomorrow", minutes=60)
def remind_of_tomorrow(session: Session) -> None:
    """From noon on, once for each session of the next day; never at night."""
    hour = local(now()).hour
    if not 12 <= hour < rules.NIGHT.begins.hour:
        return
    tomorrow = today() + timedelta(days=1)
    for row in queries.sessions_that_begin(session, paris(tomorrow, 0), paris(tomorrow + timedelta(days=1), 0)):
        tasks.later(
            session, "notifications.remind_session", {"session_id": row.id, "revision": row.revision},
            organisation_id=row.organisation_id, key=f"tomorrow:{row.id}:{row.revision}",
        )  # fmt: skip


@task("notifications.remind_session")
def remind_of_a_session(session: Session, payload: Payload) -> None:
    """Those who have a seat in a session that is still held tomorrow."""
    meeting = queries.meeting(session, payload["session_id"])
    if meeting is None or meeting.cancelled_at or meeting.starts_at <= now():
        return
    if queries.is_appointment(session, meeting.id):
        return  # it has reminders of its own
    for person, state, place in queries.seats_of(session, meeting.id):
        if state == _BOOKED:
            _remind(session, meeting, person, place)
    tell_visitors(session, meeting, "visit_tomorrow", "")


def _remind(session: Session, meeting: AnyRow, person: Person, place: str) -> None:
    services.write_to(
        session, meeting.organisation_id, person, "session_tomorrow",
        f"tomorrow:{meeting.id}:{meeting.starts_at.isoformat()}:{person.account_id}", meeting_values(meeting, place),
        due_at=services.quiet_until(session, meeting.organisation_id, person.account_id, now()),
    )  # fmt: skip
