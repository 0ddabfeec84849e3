"""The trail as files: DATA_DIR/trail/2026-11.db and so on, SQLite, which refuse to change or lose a line."""

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from app.core.trail.acts import COLUMNS
from app.core.trail.store import NAMES, Ends, Line, Trail, Unwritable, by_month, chained

_MONTH = re.compile(r"\d{4}-\d{2}\.db")

_MOST_OPEN = 3  # months

_SHAPE = (
    """CREATE TABLE IF NOT EXISTS line (
        "id" TEXT NOT NULL PRIMARY KEY, "organisation_id" TEXT NOT NULL, "number" INTEGER NOT NULL, "at" TEXT NOT NULL,
        "reader_id" TEXT NOT NULL, "role" TEXT NOT NULL, "sign_in_id" TEXT NOT NULL, "device" TEXT NOT NULL,
        "origin" TEXT NOT NULL, "did" TEXT NOT NULL, "subject" TEXT NOT NULL, "subject_id" TEXT NOT NULL,
        "account_id" TEXT NOT NULL, "enrolment_id" TEXT NOT NULL, "people" INTEGER, "among" TEXT NOT NULL,
        "before" TEXT NOT NULL, "print" TEXT NOT NULL,
        UNIQUE ("organisation_id", "number")
    )""",
    'CREATE INDEX IF NOT EXISTS by_time ON line ("organisation_id", "at")',
    *(
        f"""CREATE INDEX IF NOT EXISTS by_{name} ON line ("{name}", "at") WHERE "{name}" <> ''"""
        for name in ("enrolment_id", "account_id", "reader_id", "subject_id")
    ),
    'CREATE INDEX IF NOT EXISTS by_act ON line ("organisation_id", "did", "at")',
    """CREATE INDEX IF NOT EXISTS by_export ON line ("organisation_id", "at") WHERE "among" <> ''""",
    *(
        f"CREATE TRIGGER IF NOT EXISTS no_{act.lower()} BEFORE {act} ON line"
        " BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END"
        for act in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE would take a line's place without any of the two above being asked
    """CREATE TRIGGER IF NOT EXISTS no_replace BEFORE INSERT ON line WHEN EXISTS (
        SELECT 1 FROM line WHERE "id" = NEW."id" OR ("organisation_id" = NEW."organisation_id"
        AND "number" = NEW."number")) BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END""",
)
_ADD = f"INSERT INTO line ({NAMES}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own names
_END = 'SELECT "number", "print" FROM line WHERE "organisation_id" = ? ORDER BY "number" DESC LIMIT 1'
_KNOWN = 'SELECT "id" FROM line WHERE "id" = ?'


class FileTrail(Trail):
    """One connection for each month that is in use, one writer at a time in the process; SQLite sees to the others."""

    def __init__(self, folder: Path | None) -> None:
        """None: in memory, for tests."""
        self.folder = folder
        self.where = str(folder) if folder else ":memory:"
        self._open: dict[str, sqlite3.Connection] = {}
        self._lock = RLock()

    def months(self) -> list[str]:
        if self.folder is None:
            return sorted(self._open)
        return sorted(path.stem for path in self.folder.glob("*.db") if _MONTH.fullmatch(path.name))

    def add(self, rows: Sequence[Line], *, surely: bool) -> None:
        for month, lines in by_month(rows).items():
            with self._lock:
                try:
                    self._add_to(month, lines, surely)
                except (sqlite3.Error, OSError) as error:
                    self._forget(month)
                    raise Unwritable(str(error)) from error

    def _add_to(self, month: str, rows: Sequence[Line], surely: bool) -> None:
        connection = self._connection(month)
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._add(connection, rows, month, surely)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        if (
            surely
        ):  # on the disk: a power cut may only take what pages noted in the last moments, a killed process nothing
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _add(self, connection: sqlite3.Connection, rows: Sequence[Line], month: str, again: bool) -> None:
        if again:
            rows = [row for row in rows if not connection.execute(_KNOWN, (row["id"],)).fetchone()]
        ends: Ends = {}
        opening: Ends = {}
        for organisation in {row["organisation_id"] for row in rows}:
            if (last := connection.execute(_END, (organisation,)).fetchone()) is not None:
                ends[organisation] = last
            elif (before := self._last_before(month, organisation)) is not None:
                opening[organisation] = before
        for line in chained(rows, ends, opening):
            connection.execute(_ADD, [line[name] for name in COLUMNS])

    def _last_before(self, month: str, organisation: str) -> tuple[int, str] | None:
        """The end that an organisation's new month opens on: that of the month before, when it has one."""
        earlier = [known for known in self.months() if known < month]
        found = self.ask(earlier[-1], _END.replace("FROM line", "FROM {lines}"), [organisation]) if earlier else []
        return (found[0][0], found[0][1]) if found else None

    def ask(self, month: str, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        said = question.replace("{lines}", "line")
        if self.folder is None:
            with self._lock:
                return self._open[month].execute(said, values).fetchall() if month in self._open else []
        # Whoever reads has a connection of their own: a long search keeps no page waiting to be noted.
        reader = sqlite3.connect(f"file:{self.folder / month}.db?mode=ro", uri=True, timeout=5, isolation_level=None)
        try:
            return reader.execute(said, values).fetchall()
        finally:
            reader.close()

    def drop(self, month: str) -> None:
        with self._lock:
            self._forget(month)
            if self.folder is not None:
                for end in ("", "-wal", "-shm"):
                    (self.folder / f"{month}.db{end}").unlink(missing_ok=True)

    def _copy(self, month: str, path: Path) -> str:
        path.unlink(missing_ok=True)
        with self._lock:
            source = self._connection(month)
            copy = sqlite3.connect(path, isolation_level=None)
            try:
                source.backup(copy)
            finally:
                copy.close()
        return path.name

    def close(self) -> None:
        with self._lock:
            for month in list(self._open):
                self._forget(month)

    def _connection(self, month: str) -> sqlite3.Connection:
        known = self._open.get(month)
        if known is not None and (self.folder is None or (self.folder / f"{month}.db").exists()):
            return known
        if known is not None:
            self._forget(month)
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = ":memory:" if self.folder is None else str(self.folder / f"{month}.db")
        connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            for statement in _SHAPE:
                connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        if self.folder is not None and len(self._open) >= _MOST_OPEN:
            self._forget(min(self._open))
        self._open[month] = connection
        return connection

    def _forget(self, month: str) -> None:
        if (connection := self._open.pop(month, None)) is not None:
            connection.close()
