"""The database that the steps lay is the one that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from app.core import migrations
from app.core.db import Base, Database
from app.core.settings import CHECKOUT
from tests.factories.database import RolledBack


def test_migrations_are_one_straight_line() -> None:
    script = ScriptDirectory(str(CHECKOUT / "migrations"))
    assert len(script.get_heads()) == 1
    assert [step.revision for step in script.walk_revisions()][-1] == "0001"
    for step in script.walk_revisions():
        assert not step.is_branch_point
        assert not step.is_merge_point


def test_migrations_do_not_depend_on_the_code_of_today() -> None:
    for path in (CHECKOUT / "migrations" / "versions").glob("*.py"):
        assert "from app" not in path.read_text().replace("from app.core.db import Moment", ""), path.name


def test_the_migrated_database_is_the_one_of_the_models(database: RolledBack) -> None:
    in_a_step = ("forum_words", "ix_forum_entry_words")  # what finds words: laid by no model
    context = MigrationContext.configure(
        database.connection, opts={"include_name": lambda name, *_more: not (name or "").startswith(in_a_step)}
    )
    found = compare_metadata(context, Base.metadata)
    assert not found


def test_every_foreign_key_and_constraint_of_the_models_is_laid(database: RolledBack) -> None:
    laid = inspect(database.connection)
    for table in Base.metadata.sorted_tables:
        keys = {tuple(key["constrained_columns"]) for key in laid.get_foreign_keys(table.name)}
        assert {tuple(key.columns.keys()) for key in table.foreign_key_constraints} <= keys, table.name
        assert tuple(laid.get_pk_constraint(table.name)["constrained_columns"]) == tuple(
            column.name for column in table.primary_key
        ), table.name


def test_a_migrated_database_has_nothing_left_to_do(prepared: tuple[Database, object]) -> None:
    assert not migrations.pending(prepared[0])
