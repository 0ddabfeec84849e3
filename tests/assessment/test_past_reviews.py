"""Reviews given before rubrics keep the criteria of their day."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from app.core import migrations
from app.core.db import Database

pytestmark = pytest.mark.once

STEP = "0005"
THEN = datetime(2026, 9, 1, tzinfo=UTC)


def fill(connection: sa.Connection, name: str, **values: Any) -> None:
    """A row with what is said of it, and anything in the columns that must not be empty."""
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    row = dict(values)
    for column in table.columns:
        if column.name not in row and not column.nullable:
            blank: dict[type, Any] = {
                sa.Integer: 1,
                sa.DateTime: THEN,
                sa.Date: THEN.date(),
                sa.JSON: {},
                sa.Boolean: True,
            }
            row[column.name] = next((value for kind, value in blank.items() if isinstance(column.type, kind)), "x")
    connection.execute(table.insert(), row)


def test_a_past_review_gets_the_criteria_of_its_day(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    config = migrations._config(database)
    before = ScriptDirectory.from_config(config).get_revision(STEP).down_revision
    command.upgrade(config, str(before))
    old = sa.create_engine(database.url)  # which minds no foreign key: a few tables are enough
    with old.begin() as connection:
        fill(connection, "organisation", id="x")
        fill(connection, "account", id="x")
        for number, title in ((1, "Clair"), (2, "Limpide")):
            fill(connection, "edition", id=f"e{number}", course_id="c", number=number,
                 published_at=THEN + timedelta(days=10 * number))  # fmt: skip
            content = {"criteria": [{"title": title, "description": "On comprend."}]}
            fill(connection, "edition_activity", edition_id=f"e{number}", activity_id="a", content=content)
        fill(connection, "enrolment", id="p", course_id="c")
        for name, day, said in (("s1", 12, {"1": "partly"}), ("s2", 22, {"1": "met"}), ("s3", 2, {})):
            fill(connection, "submission", id=name, enrolment_id="p", activity_id="a", number=int(name[1]))
            fill(connection, "review", submission_id=name, criteria=said, at=THEN + timedelta(days=day))
    command.upgrade(config, STEP)
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT submission_id, rubric, levels FROM review ORDER BY submission_id")
        found = {row.submission_id: (json.loads(row.rubric), json.loads(row.levels)) for row in rows}
    assert found["s1"] == ({"levels": [], "criteria": [{"title": "Clair", "description": "On comprend."}]}, {"1": 2})
    assert found["s2"][0]["criteria"][0]["title"] == "Limpide"
    assert found["s2"][1] == {"1": 3}
    assert found["s3"] == ({"levels": [], "criteria": []}, {})
    command.downgrade(config, str(before))
    old.dispose()
    database.dispose()
