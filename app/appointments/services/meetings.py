"""The training session that carries an appointment, and the people's time that it takes.

Agendas, feeds, attendance and hours read sessions and seats, so an appointment is one. Whoever may take, move or
cancel an appointment may do so with its session: that is decided in this room, before.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.appointments import agenda_queries as agendas
from app.appointments import queries, rules
from app.appointments.models import Appointment
from app.core.access import Actor
from app.core.clock import now
from app.core.db import add_at_once, memory
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.core.tasks import later, unless_started
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.scheduling import services as scheduling
from app.scheduling.events import SessionCancelled, SessionMoved, SessionPlanned
from app.scheduling.gates import gate_for
from app.scheduling.models import TrainingSession
from app.scheduling.rules import People, Place


@dataclass(frozen=True, slots=True)
class Where:
    """By which means, and where they lead."""

    means: str
    site_id: str | None = None
    room: str = ""
    classroom: str = ""
    link: str = ""


def take_turn(session: Session, actor: Actor, *session_ids: str) -> None:
    """Whoever gives or takes time in this organisation waits here until the act ends: what is free now stays free.

    Sessions that will be changed are locked after the turn, as everywhere.
    """
    ledger.take_turn(session, actor.organisation_id)
    queries.lock_sessions(session, session_ids)


def why_taken(
    session: Session, adviser_id: str, learner_id: str, start: datetime, end: datetime, but: Sequence[str] = ()
) -> str:
    """What is in the way of a meeting of two people at that time, in words that anybody may read; empty: nothing.

    `but`: sessions that are leaving their own time.
    """
    if agendas.held_sessions(session, adviser_id, start, end, but):
        return _("Cette heure est déjà prise du côté de l'équipe.")
    if agendas.held_sessions(session, learner_id, start, end, but) or agendas.seats(
        session, learner_id, start, end, but
    ):
        return _("Il y a déjà une séance ou un rendez-vous à cette heure.")
    return ""


def open_meeting(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    adviser_id: str,
    start: datetime,
    end: datetime,
    where: Where,
    activity_id: str | None,
    series_id: str | None = None,
) -> TrainingSession:
    """The session of one person with one adviser, and the seat in it."""
    meeting = TrainingSession(
        id=new_id(),
        organisation_id=actor.organisation_id,
        course_id=enrolment.course_id,
        activity_id=activity_id,
        trainer_id=adviser_id,
        title=_title(session, enrolment, activity_id),
        starts_at=start,
        ends_at=end,
        people=People.INDIVIDUAL.value,
        capacity=1,
        series_id=series_id,
        created_at=now(),
        **_placed(where),
    )
    add_at_once(session, meeting)
    record(session, actor, SessionPlanned(meeting.id))
    scheduling.book(session, actor, meeting.id, enrolment.id)
    return meeting


def move_meeting(
    session: Session,
    actor: Actor,
    meeting: TrainingSession,
    adviser_id: str,
    start: datetime,
    end: datetime,
    where: Where,
) -> None:
    was = meeting.starts_at, meeting.ends_at
    for name, value in _placed(where).items():
        setattr(meeting, name, value)
    meeting.trainer_id, meeting.starts_at, meeting.ends_at = adviser_id, start, end
    meeting.revision += 1
    meeting.changed_at = now()
    session.flush()
    record(session, actor, SessionMoved(meeting.id, *was))


def cancel_meeting(
    session: Session, actor: Actor, meeting: TrainingSession, enrolment: EnrolmentRow, reason: str
) -> None:
    """Its seat stays written, so that everybody can be told; the ledger says that it was given back."""
    if meeting.cancelled_at is not None:
        return
    meeting.cancelled_at = meeting.changed_at = now()
    meeting.cancel_reason = reason
    meeting.revision += 1
    ledger.append(
        session,
        actor,
        Kind.SESSION_BOOKED,
        person_id=enrolment.learner_id,
        enrolment_id=enrolment.id,
        activity_id=meeting.activity_id,
        session_id=meeting.id,
        funder_id=enrolment.funder_id,
        place=meeting.place,
        timing="synchronous",
        people=meeting.people,
        guidance="training",
        proof_kind="booking",
        facts={"state": "cancelled"},
    )
    record(session, actor, SessionCancelled(meeting.id))


def next_activity(session: Session, enrolment: EnrolmentRow, day: date) -> str | None:
    """The individual session that comes next in somebody's plan, is open to them and has no seat yet."""
    if enrolment.edition_id is None:
        return None
    taken = agendas.activities_with_seat(session, enrolment.id)
    planned = {row.sequence_id: row.starts_on for row in enrolments.plan(session, enrolment.id)}
    why_not = gate_for(session, enrolment)
    found = [
        activity
        for activity in outline(session, enrolment.edition_id).activities.values()
        if activity.kind == "session"
        and activity.people == People.INDIVIDUAL
        and activity.id not in taken
        and activity.sequence_id in planned
        and planned[activity.sequence_id] <= day
        and not why_not(activity.id, day)
    ]
    found.sort(key=lambda one: (planned[one.sequence_id], one.position))
    return found[0].id if found else None


def individual_activities(session: Session, enrolment: EnrolmentRow) -> list[tuple[str, str]]:
    """(id, title) of the individual sessions of somebody's course."""
    if enrolment.edition_id is None:
        return []
    return [
        (activity.id, activity.title)
        for activity in outline(session, enrolment.edition_id).activities.values()
        if activity.kind == "session" and activity.people == People.INDIVIDUAL
    ]


def leave_reminders(session: Session, appointment: Appointment, starts_at: datetime) -> None:
    """One for each time ahead at which the person should think of it; what was left before goes."""
    forget_reminders(session, appointment)
    for when, before in rules.REMINDERS.items():
        due = starts_at - before
        if due > now():
            later(
                session,
                "notifications.remind_appointment",
                {"appointment_id": appointment.id, "revision": appointment.revision, "when": when},
                organisation_id=appointment.organisation_id,
                key=rules.reminder_key(appointment.id, appointment.revision, when),
                due_at=due,
            )


def forget_reminders(session: Session, appointment: Appointment) -> None:
    for revision in {appointment.revision - 1, appointment.revision}:
        for when in rules.REMINDERS:
            unless_started(session, rules.reminder_key(appointment.id, revision, when))


@contextmanager
def by_ourselves(session: Session, appointment_id: str) -> Iterator[None]:
    """What this room does to a session is not news to it: `listeners` leaves it alone meanwhile."""
    acting = memory(session, "appointments being changed")
    acting[appointment_id] = True
    try:
        yield
    finally:
        acting.pop(appointment_id, None)


def is_by_ourselves(session: Session, appointment_id: str) -> bool:
    return appointment_id in memory(session, "appointments being changed")


def _placed(where: Where) -> dict[str, str | None]:
    """How a session says what an appointment calls its means."""
    if where.means == rules.Means.PLACE:
        return {"place": Place.ON_SITE.value, "site_id": where.site_id, "room": where.room, "classroom": "", "link": ""}
    remote: dict[str, str | None] = {"place": Place.REMOTE.value, "site_id": None, "classroom": "", "link": ""}
    if where.means == rules.Means.PHONE:
        return remote | {"room": _("Par téléphone")}
    return remote | {"room": "", "classroom": where.classroom or ("link" if where.link else ""), "link": where.link}


def _title(session: Session, enrolment: EnrolmentRow, activity_id: str | None) -> str:
    """The session's name is read by the whole team: it names nobody."""
    if activity_id and enrolment.edition_id:
        found = outline(session, enrolment.edition_id).activities.get(activity_id)
        if found:
            return found.title
    return _("Rendez-vous")
