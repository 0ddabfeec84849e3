"""Tables as they lie in a database, whatever the code of today says of them, and their rows as lines of JSON.

What is sealed stays sealed: the keys are not needed here, and never come along.
"""

import base64
import json
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    Time,
    bindparam,
    cast,
    insert,
    select,
    text,
    type_coerce,
)  # fmt: skip
from sqlalchemy.engine import Connection

REVISION = "alembic_version"
AT_ONCE = 1000


def laid(connection: Connection) -> list[Table]:
    """Every table of the database, those that others point to first; indexes made of words are laid by themselves."""
    metadata = MetaData()
    words = _of_words(connection)
    metadata.reflect(connection, only=lambda name, _metadata: name != REVISION and not name.startswith(words))
    return metadata.sorted_tables


def _of_words(connection: Connection) -> tuple[str, ...]:
    """On SQLite, an index of words is a table with others behind it, all of one name."""
    if connection.dialect.name != "sqlite":
        return ("\0",)
    virtual = connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")).scalars()
    return (*virtual, "sqlite_", "\0")


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """One line for each row, in the order of its key: a row that names another of its table comes after it, mostly."""
    keys = list(table.primary_key.columns) or list(table.columns)
    columns = [_as_it_lies(column) for column in table.columns]
    rows = connection.execution_options(yield_per=AT_ONCE).execute(select(*columns).order_by(*keys))
    for row in rows:
        said = {name: _said(value) for name, value in row._mapping.items()}
        yield json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _as_it_lies(column: Column[Any]) -> Any:
    """JSON is kept as its own text: none of it, and « null », are two things."""
    return cast(column, Text).label(column.name) if isinstance(column.type, JSON) else column


def adding(table: Table, names: Collection[str], *, sqlite: bool) -> Any:
    """The statement that adds rows made by `row_of` of these columns."""
    given: dict[str, Any] = {}
    for column in table.columns:
        if column.name in names:
            given[column.name] = bindparam(column.name)
            if isinstance(column.type, JSON):
                words = bindparam(column.name, type_=Text())
                given[column.name] = type_coerce(words, Text()) if sqlite else cast(words, column.type)
    return insert(table).values(given)


def row_of(table: Table, line: bytes, *, sqlite: bool) -> dict[str, Any]:
    """A row to insert. A column that is no longer there is left out."""
    said = json.loads(line)
    return {
        column.name: _read(column.type, said[column.name], sqlite) for column in table.columns if column.name in said
    }


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _read(kind: Any, value: Any, sqlite: bool) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=None) if sqlite or not kind.timezone else moment
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, Numeric) and kind.asdecimal:
        return Decimal(str(value))
    return value
