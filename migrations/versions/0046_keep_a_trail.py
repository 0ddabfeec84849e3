"""keep a trail"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trail_waiting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_waiting")),
    )
    op.create_table(
        "trail_mark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("print", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_trail_mark_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_mark")),
        sa.UniqueConstraint(
            "organisation_id", "month", "number", name=op.f("uq_trail_mark_organisation_id_month_number")
        ),
    )
    op.create_table(
        "trail_search",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_trail_search_asked_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_trail_search_organisation_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["account.id"], name=op.f("fk_trail_search_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_search")),
    )
    with op.batch_alter_table("trail_search", schema=None) as batch_op:
        batch_op.create_index("ix_trail_search_asked", ["organisation_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_search_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_search_reader_id"), ["reader_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("trail_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trail_search_reader_id"))
        batch_op.drop_index(batch_op.f("ix_trail_search_asked_by"))
        batch_op.drop_index("ix_trail_search_asked")

    op.drop_table("trail_search")
    op.drop_table("trail_mark")
    op.drop_table("trail_waiting")
