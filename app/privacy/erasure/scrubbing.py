"""After an erasure: nothing of it in the pages that the database has freed, nor in its journal."""

from sqlalchemy import text
from structlog import get_logger

from app.core.db import Database, database

log = get_logger()


def scrub(opened: Database | None = None) -> None:
    """Outside any transaction. SQLite: the file is written again and its journal emptied; PostgreSQL: dead rows go."""
    opened = opened or database()
    if opened.is_sqlite:
        with opened._turn, opened.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA query_only=OFF")
            raw.execute("VACUUM")
            busy, _frames, _moved = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                log.warning("scrub", error="a reader holds the journal: the next scrub empties it")
            connection.info.pop("query_only", None)
        return
    with opened.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
