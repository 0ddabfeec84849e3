"""Databases with nothing in them: the steps of the migrations run once a process, what they make is copied after."""

import atexit
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


@cache
def _shape() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bidaide-shape-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Database(f"sqlite:///{folder / 'shape.db'}")
    migrations.migrate(made)
    made.dispose()  # the last connection brings the journal into the file
    return folder / "shape.db"


@cache
def _shape_on(server: str) -> str:
    """The name of the database that others are copied from; a server copies only what nobody has open."""
    name = f"bidaide_{os.getpid()}_shape"
    _on_server(server, f'CREATE DATABASE "{name}"')
    atexit.register(_on_server, server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    made = Database(_named(server, name))
    migrations.migrate(made)
    made.dispose()
    return name


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _on_server(server: str, statement: str) -> None:
    admin = Database(server)
    with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    admin.dispose()
