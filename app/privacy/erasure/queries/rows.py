"""A row of any table, by its key: changed, or removed with what cannot stay without it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, update
from sqlalchemy.orm import Session

from app.core.db import Base

AT_ONCE = 400
Row = dict[str, Any]


def key_of(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _is_row(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))


def change(session: Session, table: Table, key: tuple[Any, ...], values: Row) -> None:
    session.connection().execute(update(table).where(_is_row(table, key)).values(**values))


def remove(session: Session, table: Table, keys: Sequence[tuple[Any, ...]]) -> None:
    """Delete rows; what points to them points to nothing, or goes with them where it cannot."""
    single = list(table.primary_key.columns)
    if len(single) == 1:
        for some in in_pieces([key[0] for key in keys]):
            _let_go_of(session, table, some)
            session.connection().execute(delete(table).where(single[0].in_(some)))
        return
    for key in keys:
        session.connection().execute(delete(table).where(_is_row(table, key)))


def _let_go_of(session: Session, table: Table, ids: Sequence[Any]) -> None:
    for other in Base.metadata.tables.values():
        for column in other.columns:
            if not any(key.column.table is table for key in column.foreign_keys):
                continue
            if column.nullable:
                session.connection().execute(update(other).where(column.in_(ids)).values({column.name: None}))
            else:
                session.connection().execute(delete(other).where(column.in_(ids)))


def in_pieces(values: Iterable[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some
