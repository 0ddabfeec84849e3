"""count guesses by way in; the list of refused sign-ins goes"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guess_count",
        sa.Column("print", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("print", name=op.f("pk_guess_count")),
    )
    with op.batch_alter_table("guess_count", schema=None) as batch_op:
        batch_op.create_index("ix_guess_count_last_at", ["last_at"], unique=False)

    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_failure_where"))
        batch_op.drop_index(batch_op.f("ix_sign_in_failure_who"))

    op.drop_table("sign_in_failure")


def downgrade() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_print", sa.String(length=64), nullable=False),
        sa.Column("address_print", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_failure_who"), ["account_print", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_failure_where"), ["address_print", "at"], unique=False)

    with op.batch_alter_table("guess_count", schema=None) as batch_op:
        batch_op.drop_index("ix_guess_count_last_at")

    op.drop_table("guess_count")
