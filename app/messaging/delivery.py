"""Whom e-mail does not reach. Rooms upstairs send it, and say here what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who only sees messages on the page. `refused_at`: their address refused one; none: they have no address."""

    account_id: str
    name: str
    address: str
    phone: str
    refused_at: datetime | None


Find = Callable[[Session, list[str]], list[Unreached]]

_find: Find | None = None


def plug_delivery(find: Find) -> Find:
    """Told once, by the room that sends: how to find whom its mail does not reach among these accounts."""
    global _find
    _find = find
    return find


def unreached(session: Session, account_ids: list[str]) -> list[Unreached]:
    return _find(session, account_ids) if _find and account_ids else []
