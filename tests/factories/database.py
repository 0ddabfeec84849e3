"""A database whose every transaction is a savepoint of one outer transaction that never commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.db import Database


class RolledBack(Database):
    def __init__(self, real: Database) -> None:
        self.url, self.is_sqlite, self.engine = real.url, real.is_sqlite, real.engine
        self._turn = real._turn
        self._connection = real.engine.connect()
        self._outer = self._connection.begin()
        self.statements: list[str] = []

        @event.listens_for(self._connection, "before_cursor_execute")
        def count(connection, cursor, statement, parameters, context, executemany) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN", "SET TRANSACTION")):
                self.statements.append(statement)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with (
            self._turn,
            Session(
                self._connection,
                expire_on_commit=False,
                autoflush=False,
                join_transaction_mode="create_savepoint",
            ) as session,
            session.begin(),
        ):
            yield session
            if session.new or session.dirty or session.deleted:
                raise AssertionError("a Reading endpoint tried to write")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with (
            self._turn,
            Session(self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        self._outer.rollback()
        self._connection.close()

    def dispose(self) -> None:
        """The application closes its database when it stops; the tests' one is shared and stays."""
