"""What rooms upstairs show beside an activity in the workshop: how it did, for whoever is about to change it."""

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
