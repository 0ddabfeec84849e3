"""sign_presence: signatures, seals that lock, codes of paper cards, reasons of absence"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signing_pin",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_signing_pin_enrolment_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_signing_pin_made_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_signing_pin_organisation_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_signing_pin")),
    )
    op.create_table(
        "attendance_sheet",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_attendance_sheet_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_attendance_sheet_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_attendance_sheet")),
        sa.UniqueConstraint("number", name=op.f("uq_attendance_sheet_number")),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half_day", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawing", sa.Text(), nullable=False),
        sa.Column("written", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signature_account_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_signature_enrolment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_signature_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_signature_organisation_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_signature_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint(
            "session_id",
            "enrolment_id",
            "day",
            "half_day",
            name=op.f("uq_signature_session_id_enrolment_id_day_half_day"),
        ),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signature_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_signature_session_id", ["session_id"], unique=False)

    op.create_table(
        "signing_failure",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_signing_failure_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_signing_failure_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_signing_failure_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_failure")),
    )
    with op.batch_alter_table("signing_failure", schema=None) as batch_op:
        batch_op.create_index("ix_signing_failure_when", ["enrolment_id", "at"], unique=False)

    op.create_table(
        "attendance_seal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half_day", sa.String(length=10), nullable=False),
        sa.Column("signature_id", sa.String(length=36), nullable=True),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("was", sa.JSON(), nullable=True),
        sa.Column("becomes", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_attendance_seal_by_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_attendance_seal_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_attendance_seal_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_attendance_seal_session_id")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_attendance_seal_signature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_seal")),
        sa.UniqueConstraint("session_id", "rank", name=op.f("uq_attendance_seal_session_id_rank")),
    )
    with op.batch_alter_table("attendance_seal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_seal_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_seal_enrolment_id"), ["enrolment_id"], unique=False)

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reason_code", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("document_seen", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("document_seen")
        batch_op.drop_column("reason_code")

    with op.batch_alter_table("attendance_seal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_seal_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_attendance_seal_by_id"))

    op.drop_table("attendance_seal")
    with op.batch_alter_table("signing_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_signing_failure_when")

    op.drop_table("signing_failure")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index("ix_signature_session_id")
        batch_op.drop_index(batch_op.f("ix_signature_file_id"))
        batch_op.drop_index(batch_op.f("ix_signature_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_signature_account_id"))

    op.drop_table("signature")
    op.drop_table("attendance_sheet")
    op.drop_table("signing_pin")
