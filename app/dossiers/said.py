"""What was said in contacts that the team noted and shared with the person. The room upstairs that keeps them says so here."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

Find = Callable[[Session, str], Sequence[Any]]

_find: Find | None = None


def plug_contacts(find: Find) -> Find:
    """Told once: how to find (at, channel, words, by_name) of the contacts shared with the person of a path."""
    global _find
    _find = find
    return find


def shared_contacts(session: Session, enrolment_id: str) -> Sequence[Any]:
    return _find(session, enrolment_id) if _find else []
