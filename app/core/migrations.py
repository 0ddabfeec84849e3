"""Bringing a database to the shape the code expects."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.core.db import Database
from app.core.settings import CHECKOUT


def _config(database: Database) -> Config:
    config = Config(CHECKOUT / "alembic.ini")
    config.set_main_option("script_location", str(CHECKOUT / "migrations").replace("%", "%%"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """Run every step that this database has not seen, up to a revision."""
    command.upgrade(_config(database), revision)


def pending(database: Database) -> bool:
    """Whether steps remain to be run."""
    head = ScriptDirectory.from_config(_config(database)).get_current_head()
    with database.engine.execution_options(writes=False).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() != head
