"""make audit files"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("drawn_by", sa.JSON(), nullable=False),
        sa.Column("grid_id", sa.String(length=40), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(length=36), nullable=True),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_audit_file_asked_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_audit_file_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_file_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_file")),
    )
    with op.batch_alter_table("audit_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_file_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_audit_file_list", ["organisation_id", "created_at"], unique=False)

    op.create_table(
        "audit_access",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("audit_file_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by", sa.String(length=36), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_access_account_id")),
        sa.ForeignKeyConstraint(["audit_file_id"], ["audit_file.id"], name=op.f("fk_audit_access_audit_file_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["account.id"], name=op.f("fk_audit_access_invited_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_access_organisation_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["account.id"], name=op.f("fk_audit_access_revoked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_access")),
    )
    with op.batch_alter_table("audit_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_access_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_access_audit_file_id"), ["audit_file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_access_token_hash"), ["token_hash"], unique=False)

    op.create_table(
        "audit_file_person",
        sa.Column("audit_file_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_file_id"], ["audit_file.id"], name=op.f("fk_audit_file_person_audit_file_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_audit_file_person_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_audit_file_person_organisation_id")
        ),
        sa.PrimaryKeyConstraint("audit_file_id", "enrolment_id", name=op.f("pk_audit_file_person")),
    )
    with op.batch_alter_table("audit_file_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_file_person_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "audit_look",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("audit_file_id", sa.String(length=36), nullable=False),
        sa.Column("access_id", sa.String(length=36), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_id"], ["audit_access.id"], name=op.f("fk_audit_look_access_id")),
        sa.ForeignKeyConstraint(["audit_file_id"], ["audit_file.id"], name=op.f("fk_audit_look_audit_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_audit_look_organisation_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["account.id"], name=op.f("fk_audit_look_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_look")),
    )
    with op.batch_alter_table("audit_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_look_reader_id"), ["reader_id"], unique=False)
        batch_op.create_index("ix_audit_look_when", ["audit_file_id", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("audit_look", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_look_when")
        batch_op.drop_index(batch_op.f("ix_audit_look_reader_id"))

    op.drop_table("audit_look")
    with op.batch_alter_table("audit_file_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_file_person_enrolment_id"))

    op.drop_table("audit_file_person")
    with op.batch_alter_table("audit_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_access_token_hash"))
        batch_op.drop_index(batch_op.f("ix_audit_access_audit_file_id"))
        batch_op.drop_index(batch_op.f("ix_audit_access_account_id"))

    op.drop_table("audit_access")
    with op.batch_alter_table("audit_file", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_file_list")
        batch_op.drop_index(batch_op.f("ix_audit_file_file_id"))

    op.drop_table("audit_file")
