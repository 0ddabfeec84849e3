"""The page of a session activity: when, where, and how to have a seat."""

from typing import Any

from sqlalchemy.orm import Session

from app.classrooms import queries as classrooms
from app.core.access import Actor
from app.core.clock import now
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.learning.panels import Panel, plug_panel
from app.learning.rules import State
from app.scheduling import queries as scheduling


def values(
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    activity: Activity,
    content: Any,
    state: State | None,
) -> dict[str, Any]:
    booked = [row for row in scheduling.sessions_of_enrolment(session, enrolment.id) if row.activity_id == activity.id]
    coming = any(row.ends_at >= now() for row in booked)
    offers = [] if coming else scheduling.open_sessions(session, enrolment.course_id, activity.id, now())
    if activity.people == "individual":  # somebody else's appointment is nobody's business
        offers = [offer for offer in offers if offer.booked < offer.capacity]
    past = [row.id for row in booked if row.state == "booked" and row.ends_at < now()]
    return {"booked": booked, "offers": offers, "recorded": classrooms.recorded_and_shown(session, past), "now": now()}


def preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any]:
    return {"booked": [], "offers": [], "recorded": set(), "now": now()}


plug_panel("session", Panel("learning/panels/session.html", values, preview))
