"""The nameplate of a room: what it plugs into the house. `wiring.py` lists them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the navigation, shown when `shown_to` says yes. `group` orders the staff rail."""

    label: str
    path: str
    icon: str
    shown_to: "Callable[[Actor], bool]"
    group: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    name: str
    pages: "APIRouter | None" = None
    api: "APIRouter | None" = None
    menu: Sequence[MenuEntry] = field(default_factory=tuple)
    commands: Callable[[Any], None] | None = None
