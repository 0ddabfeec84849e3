"""mail says what it is about

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mail") as batch:
        batch.add_column(sa.Column("link", sa.String(length=300), server_default="", nullable=False))
        batch.add_column(sa.Column("answers", sa.String(length=80), server_default="", nullable=False))
    with op.batch_alter_table("mail") as batch:
        for name, length in (("link", 300), ("answers", 80)):
            batch.alter_column(
                name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None
            )


def downgrade() -> None:
    with op.batch_alter_table("mail") as batch:
        batch.drop_column("answers")
        batch.drop_column("link")
