"""Databases with nothing in them: the steps of the migrations run once for all the processes of a run, then are copied."""

import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.core import migrations
from app.core.db import Database

_databases = itertools.count()


@contextmanager
def empty_database(folder: Path) -> Iterator[Database]:
    """A migrated database that nobody else has: its name holds the process and a number, as processes share a server."""
    server = os.environ.get("BIDAIDE_TEST_POSTGRES_URL")
    if not server:
        database = empty_file(folder / "house.db")
        try:
            yield database
        finally:
            database.dispose()
        return
    name = f"bidaide_{os.getpid()}_{next(_databases)}"
    _on_server(server, f'CREATE DATABASE "{name}" TEMPLATE "{_shape_on(server)}"')
    database = Database(_named(server, name))
    try:
        yield database
    finally:
        database.dispose()
        _on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def empty_file(path: Path) -> Database:
    """A migrated SQLite file, open."""
    shutil.copyfile(_shape(), path)
    return Database(f"sqlite:///{path}")


def remove_shapes() -> None:
    """At the end of a run, by the process that it began with."""
    shutil.rmtree(_folder(), ignore_errors=True)
    if server := os.environ.get("BIDAIDE_TEST_POSTGRES_URL"):
        _on_server(server, f'DROP DATABASE IF EXISTS "{_name()}" WITH (FORCE)')


def _folder() -> Path:
    return Path(tempfile.gettempdir()) / _name()


def _name() -> str:
    """One for a run: its processes have the same parent."""
    return f"bidaide_{os.getppid() if 'PYTEST_XDIST_WORKER' in os.environ else os.getpid()}_shape"


@contextmanager
def _made_once(what: str) -> Iterator[bool]:
    """Whether it is still to be made; whoever comes second waits until it is."""
    _folder().mkdir(exist_ok=True)
    with (_folder() / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready = _folder() / f"{what}.ready"
        yield not ready.exists()
        ready.touch()


@cache
def _shape() -> Path:
    path = _folder() / "shape.db"
    with _made_once("file") as to_make:
        if to_make:
            made = Database(f"sqlite:///{path}")
            migrations.migrate(made)
            made.dispose()  # the last connection brings the journal into the file
    return path


@cache
def _shape_on(server: str) -> str:
    """The name of the database that others are copied from; a server copies only what nobody has open."""
    with _made_once("server") as to_make:
        if to_make:
            _on_server(server, f'CREATE DATABASE "{_name()}"')
            made = Database(_named(server, _name()))
            migrations.migrate(made)
            made.dispose()
    return _name()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _on_server(server: str, statement: str) -> None:
    admin = Database(server)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    admin.dispose()
