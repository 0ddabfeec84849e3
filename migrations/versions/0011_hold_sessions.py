"""hold_sessions: documents of sessions; which seats have been said present or absent"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNSAID = sa.text("state = 'booked' AND said_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "session_document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_session_document_file_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_session_document_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_session_document_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_document")),
    )
    with op.batch_alter_table("session_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_document_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_document_session_id"), ["session_id"], unique=False)

    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_booking_unsaid", ["session_id"], unique=False, sqlite_where=_UNSAID, postgresql_where=_UNSAID
        )

    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_training_session_equivalent_activity_id"), ["equivalent_activity_id"], unique=False
        )
    op.execute(
        "UPDATE booking SET said_at = (SELECT min(attendance.recorded_at) FROM attendance"
        " WHERE attendance.session_id = booking.session_id AND attendance.enrolment_id = booking.enrolment_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("training_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_session_equivalent_activity_id"))
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_unsaid", sqlite_where=_UNSAID, postgresql_where=_UNSAID)
        batch_op.drop_column("said_at")

    with op.batch_alter_table("session_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_document_session_id"))
        batch_op.drop_index(batch_op.f("ix_session_document_file_id"))

    op.drop_table("session_document")
