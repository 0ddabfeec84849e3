"""The choice as a kind of activity: what its head says, and what its page shows."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.assessment.choices import queries, rules
from app.assessment.choices.reading import read_choice
from app.assessment.choices.services import KIND, publish
from app.core.access import Actor
from app.core.i18n import N_
from app.courses.kinds import ActivityKind, plug_kind
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.learning.panels import Panel, plug_panel
from app.learning.rules import State
from app.web.text import inline_html


@dataclass(frozen=True, slots=True)
class Option:
    """`left` is none without a limit; `people` is none when it is not for the person to see."""

    id: str
    html: Markup
    places: int | None
    left: int | None
    people: int | None
    mine: bool

    @property
    def closed(self) -> bool:
        return self.left == 0 and not self.mine


def options(content: dict[str, Any], taken: dict[str, int], mine: set[str]) -> list[Option]:
    """Each option as a person meets it now."""
    shown = rules.shows_results(content["results"], bool(mine))
    return [
        Option(
            option["id"], Markup(inline_html(option["title"])), option["places"],  # noqa: S704 - cleaned by app.web.text
            rules.places_left(option["places"], taken.get(option["id"], 0)),
            taken.get(option["id"], 0) if shown else None, option["id"] in mine,
        )
        for option in content["options"]
    ]  # fmt: skip


def values(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, content: Any, state: State | None
) -> dict[str, Any]:
    """The options with what is left, and what the person has chosen."""
    picked = queries.picked(session, enrolment.id, activity.id)
    mine = {row.option_id for row in picked}
    offered = {option["id"] for option in content.content["options"]}
    return {
        "options": options(content.content, queries.taken(session, enrolment.organisation_id, activity.id), mine),
        "many": content.content["many"],
        "picked_at": max((row.at for row in picked), default=None),
        "withdrawn": [row.title for row in picked if row.option_id not in offered],
        "chosen": mine,
        "refused": None,
    }


def preview(activity: Activity, content: dict[str, Any], course: Outline) -> dict[str, Any] | None:
    """Before anybody has chosen."""
    if not content["options"]:
        return None
    numbered = [{"id": str(number), **option} for number, option in enumerate(content["options"], 1)]
    return {
        "options": options({**content, "options": numbered}, {}, set()), "many": content["many"], "picked_at": None,
        "withdrawn": [], "chosen": set(), "refused": None,
    }  # fmt: skip


plug_kind(ActivityKind(KIND, N_("Choix"), ("chosen",), read_choice, publish, fields=("options", "many", "results")))
plug_panel(KIND, Panel("assessment/choice_panel.html", values, preview))
