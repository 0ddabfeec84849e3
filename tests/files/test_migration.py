"""Files that were there before bytes were kept once stay where they are, and so does what points to them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.core import migrations
from app.core.db import Database

pytestmark = pytest.mark.once
MINE = "0009"


@pytest.fixture
def before(tmp_path: Path) -> Database:
    """A database as it was just before this step."""
    database = Database(f"sqlite:///{tmp_path / 'before.db'}")
    config = migrations._config(database)
    step = ScriptDirectory.from_config(config).get_revision(MINE)
    assert step is not None
    command.upgrade(config, str(step.down_revision))
    return database


def test_a_filled_database_is_carried_over(before: Database) -> None:
    with before.engine.begin() as connection:
        schema = sa.MetaData()
        schema.reflect(connection)
        work = _fill(connection, schema.tables["submission"], {"file_id": "a-file"})
    command.upgrade(migrations._config(before), MINE)
    with before.engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        rows = connection.execute(
            sa.text(
                "SELECT s.id, f.id, f.blob_id, b.sha256, f.sent_sha256, b.size, b.weight, b.smaller FROM submission s "
                "JOIN stored_file f ON f.id = s.file_id JOIN blob b ON b.id = f.blob_id"
            )
        ).all()
    assert rows == [(work, "a-file", "a-file", "x", "x", 1, 1, "{}")]
    before.dispose()


def test_going_back_is_refused_once_files_share_their_bytes(before: Database) -> None:
    with before.engine.begin() as connection:
        schema = sa.MetaData()
        schema.reflect(connection)
        _fill(connection, schema.tables["stored_file"], {"id": "a-file"})
    config = migrations._config(before)
    command.upgrade(config, MINE)
    command.downgrade(config, "-1")
    command.upgrade(config, MINE)
    with before.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO stored_file SELECT 'another', organisation_id, owner_id, name, media_type, size, sha256, "
                "created_at, blob_id, sent_sha256 FROM stored_file"
            )
        )
    with pytest.raises(RuntimeError, match="share their bytes"):
        command.downgrade(config, "-1")
    before.dispose()


def _fill(connection: sa.Connection, table: sa.Table, given: dict[str, Any], made: dict[str, str] | None = None) -> str:
    """One row with something in every column that wants it, and the rows it points to."""
    made = {} if made is None else made
    values: dict[str, Any] = {"id": f"a-{table.name}"} | given
    for column in table.columns:
        key = next(iter(column.foreign_keys), None)
        wanted = values.get(column.name)
        if key is not None and (wanted or not column.nullable):
            parent = key.column.table
            if parent.name not in made:
                made[parent.name] = wanted or f"a-{parent.name}"
                _fill(connection, parent, {"id": made[parent.name]}, made)
            values[column.name] = made[parent.name]
        elif column.name not in values and not column.nullable:
            values[column.name] = _something(column.type)
    connection.execute(table.insert().values(values))
    return str(values["id"])


def _something(kind: sa.types.TypeEngine[Any]) -> object:
    if isinstance(kind, sa.JSON):
        return {}
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None)
    if isinstance(kind, sa.Date):
        return date(2026, 11, 23)
    return "x" if isinstance(kind, sa.String) else 1
