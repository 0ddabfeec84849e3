"""weave_time: work left for later, rooms, what a session may be, personal plans"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=True),
        sa.Column("asked_by", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_task_asked_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_task_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name=op.f("uq_task_key")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_next", ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "meeting_room",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_meeting_room_organisation_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_meeting_room_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_room")),
        sa.UniqueConstraint(
            "organisation_id", "site_id", "name", name=op.f("uq_meeting_room_organisation_id_site_id_name")
        ),
    )
    op.create_table(
        "availability",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("weekly_minutes", sa.Integer(), nullable=True),
        sa.Column("weekdays_off", sa.JSON(), nullable=False),
        sa.Column("days_off", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_availability_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_availability_organisation_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_availability")),
    )
    op.create_table(
        "plan_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("activities", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_plan_change_actor_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_plan_change_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plan_change_organisation_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["account.id"], name=op.f("fk_plan_change_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    with op.batch_alter_table("plan_change", schema=None) as batch_op:
        batch_op.create_index("ix_plan_change_when", ["enrolment_id", "at"], unique=False)

    op.create_table(
        "plan_omission",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("sequence_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_plan_omission_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_omission_organisation_id")
        ),
        sa.ForeignKeyConstraint(["sequence_id"], ["sequence.id"], name=op.f("fk_plan_omission_sequence_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "sequence_id", name=op.f("pk_plan_omission")),
    )
    op.create_table(
        "plan_step",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("sequence_id", sa.String(length=36), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_plan_step_activity_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_plan_step_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plan_step_organisation_id")),
        sa.ForeignKeyConstraint(["sequence_id"], ["sequence.id"], name=op.f("fk_plan_step_sequence_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "activity_id", name=op.f("pk_plan_step")),
    )
    with op.batch_alter_table("plan_step", schema=None) as batch_op:
        batch_op.create_index("ix_plan_step_due", ["organisation_id", "due_on"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=10), nullable=False, server_default="on_site"))

    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("classroom", sa.String(length=10), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("series_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("running_order", sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.add_column(sa.Column("equivalent_activity_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default=sa.text("0")))
        batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("cancel_reason", sa.Text(), nullable=False, server_default=sa.text("''")))
        batch_op.alter_column("course_id", existing_type=sa.VARCHAR(length=36), nullable=True)
        batch_op.create_index(batch_op.f("ix_training_session_room_id"), ["room_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_training_session_series_id"), ["series_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_training_session_equivalent_activity_id"), "activity", ["equivalent_activity_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_training_session_room_id"), "meeting_room", ["room_id"], ["id"])

    # everybody was where their session was; a session with an address had a virtual room
    op.execute(
        "UPDATE booking SET place = (SELECT place FROM training_session WHERE training_session.id = booking.session_id)"
    )
    op.execute("UPDATE training_session SET classroom = 'link' WHERE link <> ''")


def downgrade() -> None:
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_training_session_room_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_training_session_equivalent_activity_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_training_session_series_id"))
        batch_op.drop_index(batch_op.f("ix_training_session_room_id"))
        batch_op.alter_column("course_id", existing_type=sa.VARCHAR(length=36), nullable=False)
        batch_op.drop_column("cancel_reason")
        batch_op.drop_column("cancelled_at")
        batch_op.drop_column("changed_at")
        batch_op.drop_column("revision")
        batch_op.drop_column("is_public")
        batch_op.drop_column("equivalent_activity_id")
        batch_op.drop_column("running_order")
        batch_op.drop_column("series_id")
        batch_op.drop_column("classroom")
        batch_op.drop_column("room_id")

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_column("place")

    with op.batch_alter_table("plan_step", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_step_due")

    op.drop_table("plan_step")
    op.drop_table("plan_omission")
    with op.batch_alter_table("plan_change", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_change_when")

    op.drop_table("plan_change")
    op.drop_table("availability")
    op.drop_table("meeting_room")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_organisation_id"))
        batch_op.drop_index("ix_task_next")

    op.drop_table("task")
