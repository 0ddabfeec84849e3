"""A place beside the house, where a backup is put back and put in order before it takes the place of what is there.

Until then nothing of the house is touched: whoever is stopped on the way, by a full disk or by a hand, has lost nothing.
SQLite: a file beside the file. PostgreSQL: a schema of the same database. Files: a folder, over what is stored already.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, MetaData, event, inspect, text

from app.core import db
from app.core.clock import now
from app.core.db import Database
from app.core.settings import settings
from app.core.storage import Store, store
from app.core.storage.disk import Disk, sync
from app.core.storage.places import storing_in

SCHEMA = "bidaide_restoring"


class FilesBeside:
    """What is stored, and over it what a backup brings. Nothing of what is stored goes before `take_over`."""

    def __init__(self, under: Store, folder: Path) -> None:
        self._under, self._brought, self._gone = under, Disk(folder), set[str]()

    def bring(self, key: str, fingerprint: str, write: Any) -> None:
        """Bytes that are stored already, and whole, are not written again."""
        if _print_of(self._under, key) != fingerprint:
            part = self._brought.root / "part"
            write(key, part)
            self._brought.put(key, part)
            part.unlink()

    def put(self, key: str, source: Path) -> None:
        self._gone.discard(key)
        self._brought.put(key, source)

    def size(self, key: str) -> int:
        return self._of(key).size(key)

    def open(self, key: str) -> BinaryIO:
        return self._of(key).open(key)

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        return self._of(key).read(key, start, end)

    def local(self, key: str) -> Path | None:
        return self._of(key).local(key)

    def delete(self, keys: Sequence[str]) -> None:
        self._brought.delete(keys)
        self._gone.update(keys)

    def everything(self) -> Iterator[tuple[str, datetime]]:
        return self._brought.everything()

    def tidy(self, before: datetime) -> None:
        """Nothing stays here."""

    def bring_in(self) -> None:
        """Bytes before rows: what a row names is there as soon as the row is."""
        for key, _at in self._brought.everything():
            if path := self._brought.local(key):
                self._under.delete([key])
                self._under.put(key, path)

    def let_go(self) -> None:
        """What was erased again, once no row of the house names it any longer."""
        self._under.delete(sorted(self._gone))

    def _of(self, key: str) -> Store:
        if key in self._gone:
            raise FileNotFoundError(key)
        with suppress(FileNotFoundError):
            self._brought.size(key)
            return self._brought
        return self._under


@contextmanager
def beside(house: Database) -> Iterator[tuple[Database, FilesBeside]]:
    """An empty database and a place for files, which the whole process uses meanwhile; both are gone afterwards."""
    _clear(house)
    folder = _folder()
    folder.mkdir(parents=True, mode=0o700)
    made = _sqlite(house) if house.is_sqlite else _postgresql(house)
    files, before = FilesBeside(store(), folder), db.database()
    db.use_database(made)
    try:
        with storing_in(files):
            yield made, files
    finally:
        made.dispose()
        db.use_database(before)
        _clear(house)


def left_behind(house: Database) -> bool:
    """Whether somebody was stopped on the way: what was read back until then is still there."""
    return _folder().exists() or (house.is_sqlite and _file_beside(house).exists())


def take_over(house: Database, made: Database, files: FilesBeside, *, keep: bool) -> Path | None:
    """At once; where the SQLite file that was there is now, when it is to be kept."""
    files.bring_in()
    made.dispose()
    house.dispose()
    aside = None
    if house.is_sqlite:
        aside = _file_takes_over(house, keep=keep)
    else:
        _schema_takes_over(house)
    files.let_go()
    return aside


def _folder() -> Path:
    return settings().data_dir / "restoring"


def _clear(house: Database) -> None:
    shutil.rmtree(_folder(), ignore_errors=True)
    if house.is_sqlite:
        for end in ("", "-wal", "-shm", "-journal"):
            _named(_file_beside(house), end).unlink(missing_ok=True)
    else:
        with house.engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


def _print_of(under: Store, key: str) -> str:
    digest = hashlib.sha256()
    try:
        for piece in under.read(key, 0, under.size(key)):
            digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


# SQLite -----------------------------------------------------------------------------------------------------------------


def _file(house: Database) -> Path:
    return Path(str(house.url.database))


def _file_beside(house: Database) -> Path:
    return _named(_file(house), ".restoring")


def _named(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _sqlite(house: Database) -> Database:
    made = Database(f"sqlite:///{_file_beside(house)}")

    @event.listens_for(made.engine, "connect")
    def hurry(connection: sqlite3.Connection, record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # it is written through once, before it takes over

    return made


def _file_takes_over(house: Database, *, keep: bool) -> Path | None:
    file, new = _file(house), _file_beside(house)
    new.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o600)
    sync(new)
    aside = _named(file, f".avant-{now():%Y%m%d-%H%M%S}") if keep and file.exists() else None
    _settle_journal(file)
    for journal in (_named(file, end) for end in ("-wal", "-shm")):
        if aside is None:
            journal.unlink(missing_ok=True)
        elif journal.exists():  # one that could not be read goes along with its file
            journal.rename(_named(aside, journal.name.removeprefix(file.name)))
    if aside:
        aside.unlink(missing_ok=True)
        aside.hardlink_to(file)
    new.replace(file)
    sync(file.parent)
    return aside


def _settle_journal(file: Path) -> None:
    """What the journal still holds is written into the file; the last to leave takes the journal away."""
    if file.exists():
        with suppress(sqlite3.DatabaseError):
            connection = sqlite3.connect(file)
            try:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()


# PostgreSQL ---------------------------------------------------------------------------------------------------------------


def _postgresql(house: Database) -> Database:
    with house.engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    given = str(house.url.query.get("options", ""))
    options = f"{given} -csearch_path={SCHEMA} -csynchronous_commit=off".strip()
    return Database(house.url.update_query_dict({"options": options}).render_as_string(hide_password=False))


def _schema_takes_over(house: Database) -> None:
    """In one transaction: the tables of before go, those that were prepared come in their place."""
    with house.engine.begin() as connection:
        place = connection.dialect.identifier_preparer.quote(str(connection.scalar(text("SELECT current_schema()"))))
        _drop_tables(connection)
        for table in inspect(connection).get_table_names(schema=SCHEMA):
            name = connection.dialect.identifier_preparer.quote(table)
            connection.execute(text(f"ALTER TABLE {SCHEMA}.{name} SET SCHEMA {place}"))


def _drop_tables(connection: Connection) -> None:
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
