"""pause_plans_ahead: pauses said ahead, and the end agreed when a path was extended"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_pause",
        sa.Column("change_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["plan_change.id"], name=op.f("fk_plan_pause_change_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_plan_pause_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plan_pause_organisation_id")),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_plan_pause")),
    )
    with op.batch_alter_table("plan_pause", schema=None) as batch_op:
        batch_op.create_index("ix_plan_pause_enrolment", ["enrolment_id", "over_at"], unique=False)

    with op.batch_alter_table("availability", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("availability", schema=None) as batch_op:
        batch_op.drop_column("until")

    with op.batch_alter_table("plan_pause", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_pause_enrolment")

    op.drop_table("plan_pause")
