"""hear_what_learners_say"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_remark",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("edition_id", sa.String(length=36), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("felt", sa.String(length=4), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.String(length=36), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.String(length=36), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_remark_activity_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_activity_remark_edition_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_activity_remark_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_activity_remark_organisation_id")
        ),
        sa.ForeignKeyConstraint(["replied_by"], ["account.id"], name=op.f("fk_activity_remark_replied_by")),
        sa.ForeignKeyConstraint(["seen_by"], ["account.id"], name=op.f("fk_activity_remark_seen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_remark")),
        sa.UniqueConstraint("enrolment_id", "activity_id", name=op.f("uq_activity_remark_enrolment_id_activity_id")),
    )
    with op.batch_alter_table("activity_remark", schema=None) as batch_op:
        batch_op.create_index("ix_activity_remark_activity", ["activity_id", "written_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("activity_remark", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_remark_activity")

    op.drop_table("activity_remark")
