"""What rooms upstairs show on the pages of a course: how an activity did, for whoever is about to change it in the workshop;
the published results, on the public sheet."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor

Reader = Callable[[Session, Actor, str], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """A template to include, and what it prints under the name `did`:

    {% if figures %}{% with did = figures.values %}{% include figures.template %}{% endwith %}{% endif %}
    """

    template: str
    values: dict[str, Any]


_figures: tuple[Reader, str] | None = None


def plug_figures(reader: Reader, template: str) -> None:
    """Told once, by the room that knows the figures. The reader gives None when there is nothing to show."""
    global _figures
    _figures = (reader, template)


def figures_of(session: Session, actor: Actor, activity_id: str) -> Figures | None:
    """How an activity did, ready to be included; None for one that was never published, or when nothing is plugged."""
    if _figures is None:
        return None
    reader, template = _figures
    values = reader(session, actor, activity_id)
    return Figures(template, values) if values is not None else None


Results = Callable[[Session, str], dict[str, Any] | None]

_results: tuple[Results, str] | None = None


def plug_results(reader: Results, template: str) -> None:
    """Told once, by the room that publishes results: what the public sheet of a course shows of them, by the course's id."""
    global _results
    _results = (reader, template)


def results_of(session: Session, course_id: str) -> Figures | None:
    """The results published of a course, ready to be included; None when there are none."""
    if _results is None:
        return None
    reader, template = _results
    values = reader(session, course_id)
    return Figures(template, values) if values is not None else None
