"""What a backup and the doctor ask, of tables as they lie."""

from collections.abc import Iterator

from sqlalchemy import Table, column, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.backups import tables
from app.core.db import AnyRow
from app.files.models import Blob


def revision(connection: Connection) -> str:
    """Which step of the migrations the database has seen last."""
    return str(connection.execute(select(column("version_num")).select_from(table(tables.REVISION))).scalar_one())


def stored(connection: Connection, blob: Table) -> Iterator[str]:
    """Every stored thing that a row names: the file, then the smaller pictures made of it."""
    for row in connection.execute(select(blob.c.id, blob.c.smaller).order_by(blob.c.id)):
        yield row.id
        yield from (f"{row.id}.{width}" for width in sorted(row.smaller or {}))


def latest_files(session: Session, limit: int) -> list[AnyRow]:
    """(id, size) of what was stored last."""
    return list(session.execute(select(Blob.id, Blob.size).order_by(Blob.id.desc()).limit(limit)).all())
