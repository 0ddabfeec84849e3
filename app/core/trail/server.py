"""The trail in a PostgreSQL database of its own (BIDAIDE_TRAIL_URL): a table for each month."""

import re
import sqlite3
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.core.trail.acts import COLUMNS
from app.core.trail.files import _ADD, _SHAPE
from app.core.trail.store import Ends, Line, Trail, Unwritable, by_month, chained

_TABLE = re.compile(r"trail_(\d{4})_(\d{2})")
_REFUSE = """CREATE OR REPLACE FUNCTION trail_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the trail is only ever added to'; END $$"""


class ServerTrail(Trail):
    def __init__(self, url: str) -> None:
        self._url = url
        self.where = self._engine.url.render_as_string(hide_password=True)
        self._ready: set[str] = set()

    @cached_property
    def _engine(self) -> Engine:
        return create_engine(
            self._url, pool_size=4, max_overflow=12, pool_pre_ping=True, connect_args={"connect_timeout": 3}
        )

    def months(self) -> list[str]:
        with self._engine.connect() as connection:
            names = connection.exec_driver_sql(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'trail\\_%%'"
            )
            found = [_TABLE.fullmatch(name) for (name,) in names]
        return sorted(f"{one[1]}-{one[2]}" for one in found if one)

    def add(self, rows: Sequence[Line], *, surely: bool) -> None:
        for month, lines in by_month(rows).items():
            try:
                with self._engine.begin() as connection:
                    self._prepare(connection, month)
                    # One organisation after the other, in one order: two writers never wait for each other for ever.
                    for organisation in sorted({line["organisation_id"] for line in lines}):
                        connection.exec_driver_sql(
                            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", (organisation,)
                        )
                    self._add(connection, lines, month, surely)
            except SQLAlchemyError as error:
                raise Unwritable(str(error)) from error
            self._ready.add(month)

    def _add(self, connection: Connection, rows: Sequence[Line], month: str, again: bool) -> None:
        table = _table(month)
        if again:
            there = connection.exec_driver_sql(
                f'SELECT "id" FROM {table} WHERE "id" = ANY(%s)',  # noqa: S608 - the table is a month
                ([row["id"] for row in rows],),
            )
            known = {id_ for (id_,) in there}
            rows = [row for row in rows if row["id"] not in known]
        ends: Ends = {}
        opening: Ends = {}
        for organisation in {row["organisation_id"] for row in rows}:
            if (last := _end(connection, table, organisation)) is not None:
                ends[organisation] = last
            elif (before := self._last_before(connection, month, organisation)) is not None:
                opening[organisation] = before
        add = _said(_ADD.replace("INTO line", f"INTO {table}"))
        for line in chained(rows, ends, opening):
            connection.exec_driver_sql(add, tuple(line[name] for name in COLUMNS))

    def _last_before(self, connection: Connection, month: str, organisation: str) -> tuple[int, str] | None:
        earlier = [known for known in self.months() if known < month]
        return _end(connection, _table(earlier[-1]), organisation) if earlier else None

    def _prepare(self, connection: Connection, month: str) -> None:
        if month in self._ready:
            return
        table = _table(month)
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended('trail months', 7))")
        if connection.exec_driver_sql("SELECT to_regclass(%s)", (table,)).scalar() is not None:
            return
        for statement in _SHAPE:
            if "TRIGGER" in statement:
                continue
            statement = statement.replace("EXISTS line", f"EXISTS {table}")
            statement = statement.replace("EXISTS by_", f"EXISTS {table}_by_").replace("ON line", f"ON {table}")
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(_REFUSE)
        connection.exec_driver_sql(
            f"CREATE TRIGGER no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION trail_refuses()"
        )

    def ask(self, month: str, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._engine.connect() as connection:
            said = _said(question).replace("{lines}", _table(month))
            return [tuple(row) for row in connection.exec_driver_sql(said, tuple(values))]

    def drop(self, month: str) -> None:
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_table(month)}")
        self._ready.discard(month)

    def _copy(self, month: str, path: Path) -> str:
        """In the shape of the files, so that a backup is one thing whatever the store."""
        path.unlink(missing_ok=True)
        copy = sqlite3.connect(path, isolation_level=None)
        try:
            for statement in _SHAPE:
                copy.execute(statement)
            copy.execute("BEGIN")
            for line in self.lines(month):
                copy.execute(_ADD, [line[name] for name in COLUMNS])
            copy.execute("COMMIT")
        finally:
            copy.close()
        return path.name

    def close(self) -> None:
        self._engine.dispose()


def _table(month: str) -> str:
    table = f"trail_{month.replace('-', '_')}"
    if not _TABLE.fullmatch(table):
        raise ValueError(month)
    return table


def _said(question: str) -> str:
    return question.replace("%", "%%").replace("?", "%s")


def _end(connection: Connection, table: str, organisation: str) -> tuple[int, str] | None:
    row = connection.exec_driver_sql(
        f'SELECT "number", "print" FROM {table} WHERE "organisation_id" = %s ORDER BY "number" DESC LIMIT 1',  # noqa: S608
        (organisation,),
    ).first()
    return (row[0], row[1]) if row else None
