"""What the workshop shows of an activity beside its form, plugged into courses when it is imported."""

from typing import Any

from sqlalchemy.orm import Session

from app.assessment import policies
from app.assessment.statistics import figures, queries, showing
from app.core.access import Actor
from app.courses import queries as courses
from app.courses.panels import plug_figures
from app.learning.remarks import policies as saying
from app.learning.remarks import queries as remarks
from app.learning.remarks.rules import FELT

REMARKS_SHOWN = 3


def figures_panel(session: Session, actor: Actor, activity_id: str) -> dict[str, Any] | None:
    """What the fragment prints; None for an activity that learners do not see, or for who may not see its figures."""
    course_id = queries.course_of_activity(session, actor.organisation_id, activity_id)
    course = courses.course_by_id(session, course_id) if course_id else None
    if course is None or not policies.may_see_sequence(actor):
        return None
    did = figures.how_activities_did(session, actor, course.id, activity_ids=[activity_id]).get(activity_id)
    if did is None:
        return None
    asked = figures.how_quizzes_did(session, actor, course.id, [activity_id]) if did.kind == "quiz" else {}
    said = remarks.remarks(session, actor, [activity_id], limit=REMARKS_SHOWN) if saying.may_read_remarks(actor) else []
    return {
        "figures": did,
        "bar": showing.reached_bar(did.reached, did.kind),
        "felt": showing.felt_bar(did.felt),
        "review": showing.to_review(asked.get(activity_id, [])),
        "said": said,
        "felt_words": FELT,
        "rate": showing.rate,
        "days": showing.days,
        "href": f"/atelier/{course.slug}/activites/{activity_id}/resultats",
    }


plug_figures(figures_panel, "assessment/activity_figures.html")
