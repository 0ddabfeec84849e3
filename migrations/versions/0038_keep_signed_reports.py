"""keep signed reports"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("funder_report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_id", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_funder_report_file_id"), ["file_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_funder_report_file_id"), "stored_file", ["file_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("funder_report", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_funder_report_file_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_funder_report_file_id"))
        batch_op.drop_column("file_id")
