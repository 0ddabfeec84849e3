"""hours_of_engagements: what a contrat d'engagement expects each week; hours of a period found at once"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weekly_hours_due", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("weekly_hours_from", sa.Date(), nullable=True))

    op.create_index(
        "ix_ledger_entry_hours",
        "ledger_entry",
        ["organisation_id", "occurred_at"],
        sqlite_where=sa.text("minutes <> 0"),
        postgresql_where=sa.text("minutes <> 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_entry_hours", table_name="ledger_entry")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("weekly_hours_from")
        batch_op.drop_column("weekly_hours_due")
