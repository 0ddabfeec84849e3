"""News between rooms: an act records what happened, rooms upstairs that care react in the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor

Listener = Callable[[Session, Actor, Any], None]

_listeners: dict[type, list[Listener]] = defaultdict(list)


def on(event: type) -> Callable[[Listener], Listener]:
    """React to an event inside its own transaction: what the two rooms keep can never disagree."""

    def plug(listener: Listener) -> Listener:
        if listener not in _listeners[event]:
            _listeners[event].append(listener)
        return listener

    return plug


def record(session: Session, actor: Actor, event: object) -> None:
    """Tell whoever listens that `event` has happened."""
    session.flush()
    for listener in _listeners[type(event)]:
        listener(session, actor, event)
