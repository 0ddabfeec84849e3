"""The checklist as a kind of activity: what its head says, and what its page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.assessment.checklists import queries
from app.assessment.checklists.reading import read_checklist
from app.assessment.checklists.services import KIND, publish
from app.core.access import Actor
from app.core.i18n import N_
from app.courses.kinds import ActivityKind, plug_kind
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.learning.panels import Panel, plug_panel
from app.learning.rules import DONE, State
from app.web.text import inline_html


@dataclass(frozen=True, slots=True)
class Point:
    id: str
    html: Markup
    at: datetime | None  # when it was ticked


def values(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, content: Any, state: State | None
) -> dict[str, Any]:
    """Each point, ticked or not."""
    known = queries.ticked(session, enrolment.id, activity.id)
    points = [
        Point(item["id"], Markup(inline_html(item["text"])), known.get(item["id"]))  # noqa: S704 - cleaned by app.web.text
        for item in content.content["items"]
    ]
    return {
        "points": points,
        "checked": sum(1 for point in points if point.at),
        "may_untick": state is None or state.state != DONE,
        "with_htmx": True,
        "refused": None,
    }


def preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any] | None:
    """The list before anything is ticked."""
    points = [
        Point(str(number), Markup(inline_html(item["text"])), None)  # noqa: S704 - cleaned by app.web.text
        for number, item in enumerate(content["items"], 1)
    ]
    return {"points": points, "checked": 0, "may_untick": True, "refused": None} if points else None


plug_kind(ActivityKind(KIND, N_("Liste à cocher"), ("checked",), read_checklist, publish, fields=("items",)))
plug_panel(KIND, Panel("assessment/checklist_panel.html", values, preview))
