"""What each kind of activity shows on its page. Upper rooms plug in theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.outline import Activity
from app.enrolments.queries import EnrolmentRow
from app.learning.rules import State

Values = Callable[[Session, Actor, EnrolmentRow, Activity, Any, State | None], dict[str, Any]]


Previewed = Callable[[Activity, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template included below the lesson's text, and what it prints. `values` gets the content row and the state.

    `preview` gives the same values for an activity that is still being written, as somebody who has not begun it would
    see them, from the content that its kind read; without it the workshop shows the text alone.
    """

    template: str
    values: Values = lambda session, actor, enrolment, activity, content, state: {}
    preview: Previewed | None = None


_panels: dict[str, Panel] = {}


def plug_panel(kind: str, panel: Panel) -> None:
    _panels[kind] = panel


def panel_of(kind: str) -> Panel:
    return _panels.get(kind, _DECLARED)


_NOTHING: Previewed = lambda activity, content: {}  # noqa: E731 - a value like the others
_DECLARED = Panel("learning/panels/declared.html", preview=_NOTHING)
plug_panel("file", Panel("learning/panels/file.html", preview=_NOTHING))
plug_panel("media", Panel("learning/panels/media.html", preview=_NOTHING))
