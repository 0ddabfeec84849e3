"""Closing again, with the key of today, what the database holds closed: after a new key, and after a column became sealed.

What is sealed says so where it is defined: a column of `SealedText` or `SealedJSON`, or `info=sealed_as("…{id}")`.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, Text, func, literal, select, tuple_, type_coerce, union_all, update
from sqlalchemy.orm import Session

from app.core import keyring, sealed
from app.core.db import Base, Database
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.sealed import SealedJSON, SealedText

CLEAR = -1  # in place of the number of a key: not closed yet
BATCH, OF_BYTES = 500, 20  # rows at once: archives are heavy
TRIED = 3  # rows of a column that are opened to see whether its key does


@dataclass(frozen=True, slots=True)
class Place:
    """One sealed column. `pattern` says what each of its rows is bound to."""

    column: Column[Any]
    pattern: str
    bytes: bool
    by_itself: bool  # closed and opened by its type: words still in clear are known for what they are

    @property
    def table(self) -> Table:
        return self.column.table

    def what(self, row: Any) -> str:
        return self.pattern.format_map(row._mapping)

    @property
    def raw(self) -> Any:
        """The column as the database holds it."""
        return type_coerce(self.column, LargeBinary() if self.bytes else Text())

    @property
    def head(self) -> Any:
        """Its first signs: the mark, and the number of the key."""
        return func.substr(self.raw, 1, sealed.HEAD if self.bytes else sealed.HEAD_IN_TEXT)


def places() -> Iterator[Place]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, SealedText | SealedJSON):
                yield Place(column, column.type.place, False, True)
            elif pattern := column.info.get("sealed"):
                yield Place(column, pattern, isinstance(column.type, LargeBinary), False)


def usage(session: Session) -> Counter[int]:
    """How many values each key closes; CLEAR: those that none closes yet."""
    found: Counter[int] = Counter()
    known = list(places())
    for of_bytes in (False, True):  # two questions: PostgreSQL does not put words and bytes in one column
        asked = [_heads(at, place) for at, place in enumerate(known) if place.bytes is of_bytes]
        for at, head, n in session.execute(union_all(*asked)):
            found[_number(known[at], head)] += n
    return found


def lost(session: Session) -> dict[int, int]:
    """Keys that are not in the folder, and how many values do not open without them."""
    here = {0, CLEAR, *keyring.numbers()}
    return {number: n for number, n in sorted(usage(session).items()) if number not in here}


def changed(session: Session) -> dict[int, str]:
    """Keys that do not open one value of a column, tried on its latest rows: another key of their name. Key → the column."""
    found: dict[int, str] = {}
    for place in places():
        keys = list(place.table.primary_key.columns)
        for row in session.execute(_closed(place, keys).limit(TRIED)):
            kept = row._mapping["_kept"]
            try:
                if place.bytes:
                    sealed.unseal(place.what(row), kept)
                else:
                    sealed.unseal_text(place.what(row), kept)
            except sealed.Lost:
                found.setdefault(_number(place, kept), str(place.column))
    return found


def refuse_an_empty_ring(database: Database) -> None:
    """A folder of keys that was not mounted must not be taken for a new house: what would be written meanwhile with a new
    key could not be read once the folder is back. Raises Conflict."""
    if keyring.numbers():
        return
    with database.reading() as session:
        waiting = sum(lost(session).values())
    if waiting:
        raise Conflict(
            _(
                "Le dossier des clés (%(folder)s) est vide, et %(n)s valeurs sont fermées. Rien n'a été changé. Remettez les clés : « bidaide keys load ». Si elles sont perdues pour toujours, « bidaide keys rotate » en fait une nouvelle."
            )
            % {"folder": keyring.folder(), "n": waiting}
        )


def retire(database: Database, number: int) -> int:
    """Destroy a key that closes nothing any more. Nobody writes meanwhile: what is closed with it and not kept yet is seen.

    Returns how many values it still closes; if any, it stays.
    """
    with database.writing() as session:
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            names = sorted({connection.dialect.identifier_preparer.quote(place.table.name) for place in places()})
            connection.exec_driver_sql(f"LOCK TABLE {', '.join(names)} IN SHARE MODE")
        used = usage(session)[number]
        if not used:
            keyring.remove(number)
    return used


def _heads(at: int, place: Place) -> Any:
    """How many values of one column begin in each way."""
    heads = select(place.head.label("head")).where(place.column.is_not(None), place.raw != _nothing(place)).subquery()
    return select(literal(at).label("at"), heads.c.head, func.count().label("n")).group_by(heads.c.head)


def close_again(database: Database) -> Iterator[int]:
    """Everything that another key closes, or none, is closed by the key of today. Yields how many at each step.

    Small transactions: it may be stopped and begun again, beside people at work. What does not open stays as it is.
    """
    number, _key = keyring.current()
    for place in places():
        keys = list(place.table.primary_key.columns)
        after: tuple[Any, ...] | None = None
        while True:
            with database.writing() as session:
                rows = session.execute(_behind(place, keys, number, after)).all()
                done = sum(_close(session, place, keys, row) for row in rows)
            if done:
                yield done
            if not rows:
                break
            after = tuple(rows[-1]._mapping[key.name] for key in keys)


def _nothing(place: Place) -> Any:
    return b"" if place.bytes else ""


def _behind(place: Place, keys: list[Column[Any]], number: int, after: tuple[Any, ...] | None) -> Any:
    """The next rows that the key of today does not close."""
    statement = (
        select(*_bound_to(place, keys), place.raw.label("_kept"))
        .where(place.column.is_not(None), place.raw != _nothing(place), place.head != _head(place, number))
        .order_by(*keys)
        .limit(OF_BYTES if place.bytes else BATCH)
    )
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*map(literal, after)))
    return statement


def _closed(place: Place, keys: list[Column[Any]]) -> Any:
    """What is closed, the latest rows first."""
    mark = sealed.mark_of(0)[:3]
    begins = place.raw.startswith(sealed.IN_TEXT) if not place.bytes else func.substr(place.raw, 1, len(mark)) == mark
    rows = select(*_bound_to(place, keys), place.raw.label("_kept")).where(place.column.is_not(None), begins)
    return rows.order_by(*(key.desc() for key in keys))


def _bound_to(place: Place, keys: list[Column[Any]]) -> list[Column[Any]]:
    wanted = {name for _text, name, *_how in Formatter().parse(place.pattern) if name} | {key.name for key in keys}
    return [column for column in place.table.columns if column.name in wanted]


def _close(session: Session, place: Place, keys: list[Column[Any]], row: Any) -> bool:
    kept, what = row._mapping["_kept"], place.what(row)
    try:
        new: bytes | str
        if place.bytes:
            new = sealed.seal(what, sealed.unseal(what, kept))
        elif place.by_itself and not sealed.is_closed(kept):
            new = sealed.seal_text(what, kept)
        else:
            new = sealed.seal_text(what, sealed.unseal_text(what, kept))
    except sealed.Lost:
        return False
    where = [key == row._mapping[key.name] for key in keys]
    session.execute(
        update(place.table)
        .where(*where, place.raw == kept)
        .values({place.column.name: type_coerce(new, place.raw.type)})
    )
    return True


def _head(place: Place, number: int) -> Any:
    """How what a key closes begins."""
    mark = sealed.mark_of(number)
    return mark if place.bytes else base64.b64encode(mark).decode()


def _number(place: Place, head: Any) -> int:
    if place.bytes:
        return sealed.key_of(bytes(head))
    if not sealed.is_closed(head):
        return CLEAR if place.by_itself else 0
    return sealed.key_of(base64.b64decode(head))
