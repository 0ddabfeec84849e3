"""Runs the steps on the database of the settings, or on the engine handed over by `app.core.migrations`."""

from importlib import import_module
from pkgutil import walk_packages

from alembic import context

import app
from app.core.db import Base, Database, Moment
from app.core.settings import settings

for module in walk_packages(app.__path__, "app."):
    if module.name.endswith(".models"):  # of rooms and of their sub-rooms
        import_module(module.name)


def plain(kind: str, item: object, autogen: object) -> str | bool:
    """A step is written with SQLAlchemy's own types: it must still run when the code around it has moved."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def laid_by_models(name: str | None, kind: str, parents: object) -> bool:
    """What finds words, on each database in its own way, is laid by a step and by no model."""
    return not (name or "").startswith(("forum_words", "ix_forum_entry_words"))


engine = context.config.attributes.get("engine") or Database(settings().database_url).engine

with engine.execution_options(writes=True).connect() as connection:
    sqlite = connection.connection.dbapi_connection if engine.dialect.name == "sqlite" else None
    if sqlite:  # a table is changed by laying it again, which those that point to it must not see
        sqlite.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain,
        include_name=laid_by_models,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        sqlite.execute("PRAGMA foreign_keys=ON")
