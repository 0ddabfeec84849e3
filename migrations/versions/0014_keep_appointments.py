"""keep_appointments: slots, appointments with their moves and notes, times when an adviser is away"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adviser_absence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("adviser_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["account.id"], name=op.f("fk_adviser_absence_adviser_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_adviser_absence_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adviser_absence")),
    )
    with op.batch_alter_table("adviser_absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adviser_absence_adviser_id"), ["adviser_id"], unique=False)

    op.create_table(
        "appointment_slot",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("adviser_id", sa.String(length=36), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("means", sa.JSON(), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=True),
        sa.Column("room", sa.String(length=120), nullable=False),
        sa.Column("classroom", sa.String(length=10), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("series_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["account.id"], name=op.f("fk_appointment_slot_adviser_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_slot_organisation_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_appointment_slot_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_slot")),
    )
    with op.batch_alter_table("appointment_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_slot_adviser_id"), ["adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_slot_series_id"), ["series_id"], unique=False)
        batch_op.create_index("ix_appointment_slot_when", ["organisation_id", "starts_at"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("adviser_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("slot_id", sa.String(length=36), nullable=True),
        sa.Column("series_id", sa.String(length=36), nullable=True),
        sa.Column("follows_id", sa.String(length=36), nullable=True),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("booked_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_by", sa.String(length=36), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("absence", sa.String(length=20), nullable=False),
        sa.Column("held_minutes", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["account.id"], name=op.f("fk_appointment_adviser_id")),
        sa.ForeignKeyConstraint(["booked_by"], ["account.id"], name=op.f("fk_appointment_booked_by")),
        sa.ForeignKeyConstraint(["cancelled_by"], ["account.id"], name=op.f("fk_appointment_cancelled_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_appointment_enrolment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_appointment_file_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["appointment.id"], name=op.f("fk_appointment_follows_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_organisation_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_appointment_session_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_appointment_settled_by")),
        sa.ForeignKeyConstraint(["slot_id"], ["appointment_slot.id"], name=op.f("fk_appointment_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("session_id", name=op.f("uq_appointment_session_id")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index("ix_appointment_adviser", ["organisation_id", "adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_series_id"), ["series_id"], unique=False)
        batch_op.create_index(
            "ix_appointment_slot_taken",
            ["slot_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )

    op.create_table(
        "appointment_move",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("appointment_id", sa.String(length=36), nullable=False),
        sa.Column("was_starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("was_ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.String(length=36), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_move_appointment_id")
        ),
        sa.ForeignKeyConstraint(["moved_by"], ["account.id"], name=op.f("fk_appointment_move_moved_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_move_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_move")),
    )
    with op.batch_alter_table("appointment_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_move_appointment_id"), ["appointment_id"], unique=False)

    op.create_table(
        "appointment_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("appointment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"], ["appointment.id"], name=op.f("fk_appointment_note_appointment_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_appointment_note_author_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_appointment_note_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_note")),
    )
    with op.batch_alter_table("appointment_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_note_appointment_id"), ["appointment_id"], unique=False)


def downgrade() -> None:
    op.drop_table("appointment_note")
    op.drop_table("appointment_move")
    op.drop_table("appointment")
    op.drop_table("appointment_slot")
    op.drop_table("adviser_absence")
