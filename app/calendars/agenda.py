"""What somebody finds in their agenda, put together from the rooms below: pages and feeds read the same."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.calendars import queries
from app.core.access import Actor
from app.core.clock import local
from app.courses.outline import Outline, outline
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import CLOSED
from app.learning.openings import hidden_of_many
from app.scheduling import queries as scheduling
from app.scheduling.gates import gate_for


@dataclass(frozen=True, slots=True)
class Due:
    """An activity of somebody's plan, on the day by which it is to be done."""

    enrolment_id: str
    activity_id: str
    title: str
    minutes: int
    due_on: date


def due_days(session: Session, actor: Actor, first: date, last: date) -> list[Due]:
    """The activities to finish between two days. Sessions are there by themselves, and what is kept for groups that the
    person is not in stays unseen."""
    steps = queries.due_steps(session, actor, first, last)
    paths: dict[str, Outline] = {row.enrolment_id: outline(session, row.edition_id) for row in steps}
    hidden = hidden_of_many(session, paths)
    found = []
    for row in steps:
        activity = paths[row.enrolment_id].activities.get(row.activity_id)
        if activity and activity.kind != "session" and activity.id not in hidden.get(row.enrolment_id, ()):
            found.append(Due(row.enrolment_id, activity.id, activity.title, row.minutes, row.due_on))
    return found


def offers(session: Session, enrolment: EnrolmentRow, moment: datetime) -> list[Any]:
    """The sessions that a learner may still book: what is booked or was attended is not offered again; what was missed
    is, and nobody's own appointment ever is."""
    if enrolment.status in CLOSED:
        return []
    mine = queries.booked_subjects(session, enrolment.id)
    missed = {row.id for row in mine if row.ends_at < moment and row.missed_half_days}
    known = {row.activity_id or row.id for row in mine if row.id not in missed}
    why_not = gate_for(session, enrolment)
    return [
        row
        for row in scheduling.open_sessions(session, enrolment.course_id, None, moment)
        if (row.activity_id or row.id) not in known
        and (row.people != "individual" or row.booked < row.capacity)
        and not why_not(row.activity_id, local(row.starts_at).date())
    ]
