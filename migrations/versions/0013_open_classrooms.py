"""Virtual classrooms: the meetings that a server holds, who was seen there, what was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "classroom_meeting",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=20), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recordings_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recordings_shown", sa.Boolean(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_classroom_meeting_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_classroom_meeting_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_classroom_meeting")),
    )
    with op.batch_alter_table("classroom_meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classroom_meeting_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "classroom_presence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("guest", sa.String(length=120), nullable=False),
        sa.Column("user_id", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_classroom_presence_account_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_classroom_presence_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_classroom_presence_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_classroom_presence_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classroom_presence")),
        sa.UniqueConstraint(
            "session_id",
            "user_id",
            "source",
            "came_at",
            name=op.f("uq_classroom_presence_session_id_user_id_source_came_at"),
        ),
    )
    with op.batch_alter_table("classroom_presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classroom_presence_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_classroom_presence_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "classroom_recording",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("record_id", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_classroom_recording_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_classroom_recording_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classroom_recording")),
        sa.UniqueConstraint("session_id", "record_id", name=op.f("uq_classroom_recording_session_id_record_id")),
    )


def downgrade() -> None:
    op.drop_table("classroom_recording")
    with op.batch_alter_table("classroom_presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classroom_presence_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_classroom_presence_account_id"))

    op.drop_table("classroom_presence")
    with op.batch_alter_table("classroom_meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classroom_meeting_organisation_id"))

    op.drop_table("classroom_meeting")
