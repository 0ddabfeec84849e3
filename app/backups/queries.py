"""What a backup and the doctor ask, of tables as they lie."""

from collections.abc import Iterator

from sqlalchemy import Table, column, select, table, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from app.backups import tables
from app.core.db import AnyRow
from app.core.trail import trail
from app.files.models import Blob


def revision(connection: Connection) -> str:
    """Which step of the migrations the database has seen last."""
    return str(connection.execute(select(column("version_num")).select_from(table(tables.REVISION))).scalar_one())


def stored(connection: Connection, blob: Table) -> Iterator[str]:
    """Every stored thing that a row names: the file, then the smaller pictures made of it."""
    for row in connection.execute(select(blob.c.id, blob.c.smaller).order_by(blob.c.id)):
        yield row.id
        yield from (f"{row.id}.{width}" for width in sorted(row.smaller or {}))


def organisations(connection: Connection, organisation: Table) -> dict[str, str]:
    """Id → slug: which house it is."""
    rows = connection.execute(select(organisation.c.id, organisation.c.slug).order_by(organisation.c.id))
    return {row.id: row.slug for row in rows}


def others_connected(connection: Connection) -> int:
    """PostgreSQL: who else is in this database, whatever they do there."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
        ).scalar_one()
    )


def latest_files(session: Session, limit: int) -> list[AnyRow]:
    """(id, size) of what was stored last."""
    return list(session.execute(select(Blob.id, Blob.size).order_by(Blob.id.desc()).limit(limit)).all())


def erasures_noted(month: str) -> list[str]:
    """Those that the trail of this machine has seen."""
    asked = """SELECT "subject_id" FROM {lines} WHERE "did" = 'erased' AND "subject" = 'erasure'"""
    return [str(row[0]) for row in trail().ask(month, asked)]
