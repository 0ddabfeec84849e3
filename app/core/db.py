"""The database: engines, the two kinds of transaction, and what its failures mean. The only place that commits."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Engine,
    Insert,
    MetaData,
    Row,
    Select,
    Table,
    create_engine,
    event,
    insert,
)
from sqlalchemy.engine import Connection, Dialect, make_url
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session, make_transient_to_detached
from sqlalchemy.types import TypeDecorator

from app.core.errors import HouseError, Invalid, Unavailable
from app.core.i18n import _

AnyRow = Row[*tuple[Any, ...]]  # named columns, read by name

THREADS = 16  # worker threads of a process, and its connections: a request never queues holding one

_naming = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An instant, kept in UTC on both databases and always read back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs an offset")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_naming)
    type_annotation_map = {datetime: Moment}  # noqa: RUF012 - SQLAlchemy's own way


class RowsSession(Session):
    """A session that reads rows straight from the connection: the ORM's own path costs as much as the statement.

    Only statements that name columns take the short way; entities, and whatever asks for options, take the usual one.
    """

    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        if options or not isinstance(statement, Select) or not _names_columns(statement):
            return super().execute(statement, params, **options)
        if self.autoflush and (self.new or self.dirty or self.deleted):
            self.flush()
        return self.connection().execute(statement, params)


_column_statements: WeakKeyDictionary[Select[*tuple[Any, ...]], bool] = WeakKeyDictionary()


def _names_columns(statement: Select[*tuple[Any, ...]]) -> bool:
    known = _column_statements.get(statement)
    if known is None:
        # what `column_descriptions` says too, for thirty times the price: an entity stands there as its table
        known = all(isinstance(column, ColumnElement) for column in statement._raw_columns)
        _column_statements[statement] = known
    return known


class Database:
    """One engine and the two ways to use it: `reading()` never writes, `writing()` is one whole act."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._remember(self._sqlite() if self.is_sqlite else self._postgresql())
        self._reader = self.engine.execution_options(writes=False)
        self._writer = self.engine.execution_options(writes=True)
        # SQLite lets one writer in at a time: waiting here, in order, is far kinder than its busy loop
        self._turn = RLock() if self.is_sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with RowsSession(self._reader, expire_on_commit=False, autoflush=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self._turn, RowsSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def dispose(self) -> None:
        self.engine.dispose()

    def _remember(self, engine: Engine) -> Engine:
        """What `memory` keeps is forgotten when a transaction begins, and when any part of one is undone."""
        event.listen(engine, "begin", _forget_all)
        event.listen(engine, "rollback", _forget_all)
        event.listen(engine, "rollback_savepoint", _forget_all)
        return engine

    def _sqlite(self) -> Engine:
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            pool_size=THREADS,
            max_overflow=4,
            pool_use_lifo=True,  # the one just given back: its pages are warm, and the others keep none
            connect_args={"check_same_thread": False, "timeout": 10, "isolation_level": None},
        )

        @event.listens_for(engine, "connect")
        def tune(connection: sqlite3.Connection, record: Any) -> None:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA secure_delete=ON")  # what is deleted is written over with zeros
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA cache_size=-4000")  # for each of them: sixteen times 4 MB
            except sqlite3.OperationalError:
                pass  # a read-only file still serves pages; writes say why they cannot be kept

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            writes = connection.get_execution_options().get("writes", True)
            if connection.info.get("query_only") is writes or "query_only" not in connection.info:
                connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
                connection.info["query_only"] = not writes
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

        return engine

    def _postgresql(self) -> Engine:
        engine = create_engine(
            self.url,
            pool_size=THREADS,
            max_overflow=4,
            pool_use_lifo=True,
            pool_pre_ping=False,
            connect_args={"connect_timeout": 5},
        )

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            if not connection.get_execution_options().get("writes", True):
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")

        return engine


def memory(session: Session, about: str) -> dict[Any, Any]:
    """What the transaction under way has read about something, so that the same act does not read it twice.

    It lives and dies with the transaction. Whoever keeps rows here also says `forget` where these rows change.
    """
    if session.autoflush:
        session.flush()  # as before any read: what is pending may change what is known
    found: dict[Any, Any] = session.connection().info.setdefault(("memory", about), {})
    return found


def one_at_a_time(session: Session, about: str) -> None:
    """Whoever writes about the same thing waits here until this transaction ends. SQLite has one writer anyway."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (about,))


@cache
def _into(model: type[Base]) -> Insert:
    return insert(cast(Table, model.__table__))


def add_at_once(session: Session, entity: Base) -> None:
    """`add` and `flush` for one new row that has all its values: half their cost, for what is written with every act."""
    session.flush()
    values = {name: value for name, value in vars(entity).items() if name != "_sa_instance_state"}
    session.connection().execute(_into(type(entity)), values)
    make_transient_to_detached(entity)
    session.add(entity)


def forget(connection: Connection, about: str) -> None:
    connection.info.pop(("memory", about), None)


def _forget_all(connection: Connection, *_more: Any) -> None:
    if connection.invalidated:
        return  # the server hung up: what was kept went with the connection, and asking for it would hide the cause
    for key in [key for key in connection.info if isinstance(key, tuple) and key[0] == "memory"]:
        del connection.info[key]


_current: Database | None = None


def open_database(url: str) -> Database:
    """Make `url` the database of this process."""
    global _current
    if _current is not None:
        _current.dispose()
    _current = Database(url)
    return _current


def use_database(database: Database | None) -> None:
    """Hand the process a database that somebody else opened (tests, benchmarks)."""
    global _current
    _current = database


def is_open() -> bool:
    return _current is not None


def database() -> Database:
    if _current is None:
        raise RuntimeError("no database is open")
    return _current


def explain(error: DBAPIError) -> HouseError:
    """What a failure of the database means for the person in front of the page."""
    text = str(error.orig).lower()
    if "nul (0x00)" in text or isinstance(error, DataError):
        return Invalid(
            _("Un texte contient un caractère qui ne peut pas être gardé. Rien n'a été enregistré. Corrigez-le.")
        )
    if "no such table" in text or "no such column" in text or "undefinedtable" in text or "does not exist" in text:
        return Unavailable(
            _(
                "La base de données n'est pas à jour. Rien n'a été changé. L'administrateur doit lancer « bidaide migrate »."
            )
        )
    if "locked" in text or "busy" in text or "timeout" in text or "deadlock" in text:
        return Unavailable(
            _("La base de données est occupée. Rien n'a été enregistré. Attendez une minute et envoyez de nouveau.")
        )
    if "readonly" in text or "read-only" in text:
        return Unavailable(
            _("La base de données est en lecture seule. Rien n'a été enregistré. Prévenez l'administrateur.")
        )
    if "full" in text or "no space" in text:
        return Unavailable(_("Le disque du serveur est plein. Rien n'a été enregistré. Prévenez l'administrateur."))
    return Unavailable(
        _("La base de données ne répond pas. Rien n'a été enregistré. Essayez de nouveau dans quelques minutes.")
    )
