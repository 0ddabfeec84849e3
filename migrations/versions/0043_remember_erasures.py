"""remember erasures"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_certificate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("pseudonym", sa.String(length=12), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("retentions", sa.JSON(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("archived", sa.JSON(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_erasure_certificate_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_erasure_certificate_code")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_erasure_certificate_organisation_id_number")),
    )
    with op.batch_alter_table("erasure_certificate", schema=None) as batch_op:
        batch_op.create_index("ix_erasure_certificate_subject_id", ["subject_id"], unique=False)

    op.create_table(
        "archive_bundle",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("subject_print", sa.String(length=64), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("funder_id", sa.String(length=36), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["erasure_certificate.id"], name=op.f("fk_archive_bundle_certificate_id")
        ),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_archive_bundle_funder_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_archive_bundle_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_bundle")),
    )
    with op.batch_alter_table("archive_bundle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_bundle_certificate_id"), ["certificate_id"], unique=False)
        batch_op.create_index("ix_archive_bundle_finding", ["subject_print"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_bundle_funder_id"), ["funder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_bundle_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_archive_bundle_until", ["until"], unique=False)

    op.create_table(
        "archive_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("bundle_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["archive_bundle.id"], name=op.f("fk_archive_file_bundle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_file")),
        sa.UniqueConstraint("bundle_id", "position", "part", name=op.f("uq_archive_file_bundle_id_position_part")),
    )
    op.create_table(
        "archive_opening",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("bundle_id", sa.String(length=36), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bundle_id"], ["archive_bundle.id"], name=op.f("fk_archive_opening_bundle_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_archive_opening_opened_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_archive_opening_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_opening")),
    )
    with op.batch_alter_table("archive_opening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_archive_opening_bundle_id"), ["bundle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_opening_opened_by"), ["opened_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_archive_opening_organisation_id"), ["organisation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("archive_opening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_archive_opening_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_archive_opening_opened_by"))
        batch_op.drop_index(batch_op.f("ix_archive_opening_bundle_id"))

    op.drop_table("archive_opening")
    op.drop_table("archive_file")
    with op.batch_alter_table("archive_bundle", schema=None) as batch_op:
        batch_op.drop_index("ix_archive_bundle_until")
        batch_op.drop_index(batch_op.f("ix_archive_bundle_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_archive_bundle_funder_id"))
        batch_op.drop_index("ix_archive_bundle_finding")
        batch_op.drop_index(batch_op.f("ix_archive_bundle_certificate_id"))

    op.drop_table("archive_bundle")
    with op.batch_alter_table("erasure_certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_erasure_certificate_subject_id")

    op.drop_table("erasure_certificate")
