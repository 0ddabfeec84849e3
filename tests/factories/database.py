"""A database whose every transaction is a savepoint of one outer transaction that never commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.db import Database
from tests.factories.storage import bytes_come_back

_OWN_AFFAIRS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "BEGIN", "SET TRANSACTION")


class RolledBack(Database):
    """`statements` are those asked since it opened, or since the test emptied the list."""

    def __init__(self, real: Database) -> None:
        self.url, self.is_sqlite, self.engine = real.url, real.is_sqlite, real.engine
        self.connection = real.engine.connect()
        self._one_at_a_time = RLock()
        self._outer = self.connection.begin()
        self._held: Session | None = None
        self.statements: list[str] = []

        @event.listens_for(self.connection, "before_cursor_execute")
        def count(connection, cursor, statement, parameters, context, executemany) -> None:
            if not statement.startswith(_OWN_AFFAIRS):
                self.statements.append(statement)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._one_at_a_time:
            self._flush_held()
            with self._session(autoflush=False) as session, session.begin():
                yield session
                if session.new or session.dirty or session.deleted:
                    raise AssertionError("a Reading endpoint tried to write")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self._one_at_a_time:
            self._flush_held()
            with self._session() as session, session.begin():
                yield session

    @contextmanager
    def holding(self) -> Iterator[Session]:
        """The test's own session. A page that is asked meanwhile finds what it has written, and does not wait for it."""
        with self._session() as session, session.begin():
            self._held = session
            yield session
            self._held = None

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever happens inside is taken back at once, and the files deleted meanwhile come back with their rows."""
        self._flush_held()
        savepoint = self.connection.begin_nested()
        try:
            with bytes_come_back():
                yield
        finally:
            savepoint.rollback()

    def _session(self, **options: bool) -> Session:
        return Session(self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint", **options)

    def _flush_held(self) -> None:
        if self._held is not None:
            self._held.flush()

    def close(self) -> None:
        self._outer.rollback()
        self.connection.close()

    def dispose(self) -> None:
        """The application closes its database when it stops; the tests' one is shared and stays."""
