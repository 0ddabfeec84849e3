"""Reading the ledger: sums, rows, and the chain itself."""

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.ledger.models import LedgerEntry, LedgerHead
from app.ledger.rules import ORIGIN, SEALED

MINUTES_BY_ACTIVITY = (
    select(LedgerEntry.activity_id, LedgerEntry.place, func.sum(LedgerEntry.minutes).label("minutes"))
    .where(LedgerEntry.enrolment_id == bindparam("enrolment_id"), LedgerEntry.minutes != 0)
    .group_by(LedgerEntry.activity_id, LedgerEntry.place)
)

# Appending runs with every act: plain rows, no entity. The head is locked until the act ends.
_entries, _heads = cast(Table, LedgerEntry.__table__), cast(Table, LedgerHead.__table__)
_HEAD_TO_MOVE = (
    select(_heads.c.number, _heads.c.hash)
    .where(_heads.c.organisation_id == bindparam("organisation"))
    .with_for_update()
)
_NEW_HEAD = {
    "sqlite": sqlite.insert(_heads).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_heads).on_conflict_do_nothing(),
}
NEW_ENTRY = insert(_entries)
MOVE_HEAD = (
    update(_heads)
    .where(_heads.c.organisation_id == bindparam("organisation"))
    .values(number=bindparam("new_number"), hash=bindparam("new_hash"))
)

_CHAIN = [getattr(LedgerEntry, name) for name in (*SEALED, "hash")]


def head_to_move(connection: Connection, organisation_id: str) -> tuple[int, str]:
    """(number, hash) of the last entry of an organisation, locked until the act ends; the first one makes the head."""
    row = connection.execute(_HEAD_TO_MOVE, {"organisation": organisation_id}).first()
    if row is None:  # two first entries at once: one makes the head, the other waits for it
        first = {"organisation_id": organisation_id, "number": 0, "hash": ORIGIN}
        connection.execute(_NEW_HEAD[connection.dialect.name], first)
        row = connection.execute(_HEAD_TO_MOVE, {"organisation": organisation_id}).one()
    return row.number, row.hash


def minutes_by_activity(session: Session, enrolment_id: str) -> list[Row[Any]]:
    """(activity_id or None, place, minutes) of one enrolment."""
    return list(session.execute(MINUTES_BY_ACTIVITY, {"enrolment_id": enrolment_id}))


def chain(session: Session, organisation_id: str) -> Iterator[Row[Any]]:
    """Every entry of an organisation, in order, a thousand at a time."""
    statement = select(*_CHAIN).where(LedgerEntry.organisation_id == organisation_id).order_by(LedgerEntry.number)
    yield from session.execute(statement.execution_options(yield_per=1000))


def head(session: Session, organisation_id: str) -> LedgerHead | None:
    return session.get(LedgerHead, organisation_id)
