"""What holds for every register: when a line is read again, what is settled, what a document serves."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.registers.kinds import Kind, registers

MAY_BE_AHEAD = frozenset({"procedure", "subcontract"})  # what may be signed before it begins
WARNED_BEFORE = timedelta(days=30)  # a piece that will no longer be good


def next_review(kind: Kind, facet: str, day: date) -> date | None:
    """When a line is to be looked at again, when nobody says another day; None for what tells of one day only."""
    months = registers().categories[facet].months if kind.code == "document" and facet else kind.review
    return _after(day, months) if months else None


def _after(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, 28))


def is_settled(kind: Kind, data: Mapping[str, Any]) -> bool:
    """Whether what a line asks for is done: a watch item made use of, a request that is answered."""
    if kind.code == "adjustment":
        return data.get("state") in ("applied", "refused", "ended")
    return bool(kind.settles and data.get(kind.settles))


def marks(kind: Kind, data: Mapping[str, Any]) -> list[str]:
    """What the figures may read of a line, whose words are sealed: what a contract says of quality, and of nobody."""
    return list(data.get("clauses") or ()) if kind.code == "subcontract" else []


def indicators_served(kind: Kind, facet: str, data: Mapping[str, Any]) -> tuple[int, ...]:
    """Those that whoever joined the document chose; those of its category otherwise. Other kinds: the map of evidence."""
    if kind.code != "document":
        return ()
    chosen = tuple(int(one) for one in data.get("indicators") or ())
    return chosen or registers().categories[facet].indicators


def is_overdue(review_on: date | None, day: date) -> bool:
    return review_on is not None and review_on < day
