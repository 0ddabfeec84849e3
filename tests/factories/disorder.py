"""Rows come in the least handy order that the words of a question allow, so that nothing leans on one it did not ask for.

A database owes no order that was not asked: SQLite mostly gives that of the writing, PostgreSQL another one, one day.
The clock of the tests stands still besides: what was done « after » has the same time, and only its id tells.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Select, Table, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.selectable import Alias, FromClause, Join

_equals_backwards = True


@contextmanager
def as_asked() -> Iterator[None]:
    """For whoever reads how a question is answered (`EXPLAIN`): its words are left alone."""
    global _equals_backwards
    _equals_backwards = False
    try:
        yield
    finally:
        _equals_backwards = True


def unsettle() -> None:
    """From here on, for the whole process."""
    event.listen(Engine, "connect", _what_is_not_ordered_comes_backwards)
    event.listen(Session, "do_orm_execute", _what_is_equal_comes_youngest_first)


def _what_is_not_ordered_comes_backwards(connection: object, record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def _what_is_equal_comes_youngest_first(asked: ORMExecuteState) -> None:
    question = asked.statement
    if (
        _equals_backwards
        and isinstance(question, Select)
        and question._order_by_clauses
        and not (question._distinct or question._group_by_clauses or asked.is_column_load)
        and (first := _first(question.columns_clause_froms)) is not None
    ):
        asked.statement = question.order_by(*(column.desc() for column in first.primary_key))


def _first(froms: Sequence[FromClause]) -> FromClause | None:
    found = froms[0] if froms else None
    while isinstance(found, Join):
        found = found.left
    return found if isinstance(found, Table | Alias) else None
