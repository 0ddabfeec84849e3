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


@dataclass(frozen=True, slots=True)
class Panel:
    """A template included below the lesson's text, and what it prints. `values` gets the content row and the state."""

    template: str
    values: Values = lambda session, actor, enrolment, activity, content, state: {}


_panels: dict[str, Panel] = {}


def plug_panel(kind: str, panel: Panel) -> None:
    _panels[kind] = panel


def panel_of(kind: str) -> Panel:
    return _panels.get(kind, _DECLARED)


_DECLARED = Panel("learning/panels/declared.html")
plug_panel("file", Panel("learning/panels/file.html"))
plug_panel("media", Panel("learning/panels/media.html"))
