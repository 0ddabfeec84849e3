"""What each kind of activity shows on its page. Upper rooms plug in theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.learning.rules import State

Values = Callable[[Session, Actor, EnrolmentRow, Activity, Any, State | None], dict[str, Any]]
Preview = Callable[[Activity, dict[str, Any], Outline], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template included below the lesson's text, and what it prints. `values` gets the content row and the state.

    `preview` gives the same values as somebody who has not begun would see them, for the workshop: from the content that
    the kind read in a draft or that an edition keeps, and from the course around, a draft's keys standing for its ids.
    It bears whatever is unfinished: None says that nothing can be shown yet but the text. `rehearsal` names the link of a
    kind that authors may try as learners do, at /atelier/{slug}/apercu/{key}/essai.
    """

    template: str
    values: Values = lambda session, actor, enrolment, activity, content, state: {}
    preview: Preview | None = None
    rehearsal: str = ""


_panels: dict[str, Panel] = {}


def plug_panel(kind: str, panel: Panel) -> None:
    _panels[kind] = panel


def panel_of(kind: str) -> Panel:
    return _panels.get(kind, _DECLARED)


def _preview(*needed: str) -> Preview:
    """Nothing but the lesson and what it needs, once it is there."""
    return lambda activity, content, course: {} if all(content.get(name) for name in needed) else None


_DECLARED = Panel("learning/panels/declared.html", preview=_preview())
plug_panel("file", Panel("learning/panels/file.html", preview=_preview("file")))
plug_panel("media", Panel("learning/panels/media.html", preview=_preview("media")))
