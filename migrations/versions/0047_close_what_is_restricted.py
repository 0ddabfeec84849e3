"""close what is restricted

The columns change here; what is in them already is closed as soon as the keys are at hand (`app.core.resealing`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

LISTS = {
    "register_entry": ("data",),
    "register_change": ("before",),
    "dossier_aid": ("criteria",),
    "positioning": ("needs",),
}
SHORT = {
    ("dossier_action", "body"): 500,
    ("dossier_aid", "name"): 120,
    ("dossier_goal", "title"): 300,
    ("dossier_referral", "partner"): 200,
    ("application", "orientation"): 300,
}


def upgrade() -> None:
    with op.batch_alter_table("register_entry") as batch:
        batch.add_column(sa.Column("marks", sa.JSON(), nullable=False, server_default="[]"))
    entry = sa.table("register_entry", sa.column("id", sa.String), sa.column("kind", sa.String),
                     sa.column("data", sa.JSON), sa.column("marks", sa.JSON))  # fmt: skip
    for row in op.get_bind().execute(sa.select(entry.c.id, entry.c.data).where(entry.c.kind == "subcontract")).all():
        marks = list((row.data or {}).get("clauses") or ())
        op.get_bind().execute(entry.update().where(entry.c.id == row.id).values(marks=marks))
    with op.batch_alter_table("register_entry") as batch:
        batch.alter_column("marks", server_default=None)
    for table, column in _columns(LISTS):
        _retype(table, column, sa.JSON(), sa.Text(), f"{column}::text")
    for (table, column), length in SHORT.items():
        _retype(table, column, sa.String(length), sa.Text(), None)


def downgrade() -> None:
    """Only while nothing is closed: `bidaide keys open` first."""
    for (table, column), length in SHORT.items():
        _retype(table, column, sa.Text(), sa.String(length), None)
    for table, column in _columns(LISTS):
        _retype(table, column, sa.Text(), sa.JSON(), f"{column}::json")
    with op.batch_alter_table("register_entry") as batch:
        batch.drop_column("marks")


def _columns(of: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(table, column) for table, columns in of.items() for column in columns]


def _retype(table: str, column: str, old: sa.types.TypeEngine, new: sa.types.TypeEngine, using: str | None) -> None:
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column, existing_type=old, type_=new, existing_nullable=False, postgresql_using=using)
