"""know who funds"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliverer",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_deliverer_account_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_deliverer_changed_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_deliverer_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name=op.f("pk_deliverer")),
    )
    op.create_table(
        "training_year",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saved_by", sa.String(length=36), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_training_year_organisation_id")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["account.id"], name=op.f("fk_training_year_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_year")),
        sa.UniqueConstraint("organisation_id", "starts_on", name=op.f("uq_training_year_organisation_id_starts_on")),
    )
    op.create_table(
        "course_funding",
        sa.Column("course_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("objective", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("nsf", sa.String(length=3), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_course_funding_changed_by")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_funding_course_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_funding_organisation_id")
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_funding")),
    )
    with op.batch_alter_table("course_funding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_funding_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "funder_profile",
        sa.Column("funder_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("esf", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Boolean(), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_funder_profile_changed_by")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_funder_profile_funder_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funder_profile_organisation_id")
        ),
        sa.PrimaryKeyConstraint("funder_id", name=op.f("pk_funder_profile")),
    )
    with op.batch_alter_table("funder_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funder_profile_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "funder_report",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("funder_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_by", sa.String(length=36), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_funder_report_funder_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funder_report_organisation_id")
        ),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name=op.f("fk_funder_report_signed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_report")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_funder_report_organisation_id_number")),
    )
    op.create_table(
        "funding_agreement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("funder_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("minutes_bought", sa.Integer(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_funding_agreement_created_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_funding_agreement_enrolment_id")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_funding_agreement_funder_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_agreement_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_agreement")),
    )
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.create_index("ix_funding_agreement_funder", ["organisation_id", "funder_id"], unique=False)
        batch_op.create_index(
            "ix_funding_agreement_now",
            ["enrolment_id", "funder_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "funding_file",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("entrusted_to", sa.String(length=200), nullable=False),
        sa.Column("entrusted_by", sa.String(length=200), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_funding_file_changed_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_funding_file_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_funding_file_organisation_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_funding_file")),
    )
    with op.batch_alter_table("funding_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funding_file_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "participant_reading",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_participant_reading_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_participant_reading_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["account.id"], name=op.f("fk_participant_reading_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_reading")),
    )
    with op.batch_alter_table("participant_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participant_reading_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "participant_record",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("moment", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("with_adviser", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("filled_by", sa.String(length=36), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_participant_record_enrolment_id")),
        sa.ForeignKeyConstraint(["filled_by"], ["account.id"], name=op.f("fk_participant_record_filled_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_participant_record_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_record")),
        sa.UniqueConstraint(
            "enrolment_id", "moment", "number", name=op.f("uq_participant_record_enrolment_id_moment_number")
        ),
    )
    with op.batch_alter_table("participant_record", schema=None) as batch_op:
        batch_op.create_index("ix_participant_record_place", ["organisation_id", "moment"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("participant_record", schema=None) as batch_op:
        batch_op.drop_index("ix_participant_record_place")

    op.drop_table("participant_record")
    with op.batch_alter_table("participant_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_reading_enrolment_id"))

    op.drop_table("participant_reading")
    with op.batch_alter_table("funding_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funding_file_organisation_id"))

    op.drop_table("funding_file")
    with op.batch_alter_table("funding_agreement", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_funding_agreement_now",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_funding_agreement_funder")

    op.drop_table("funding_agreement")
    op.drop_table("funder_report")
    with op.batch_alter_table("funder_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funder_profile_organisation_id"))

    op.drop_table("funder_profile")
    with op.batch_alter_table("course_funding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_funding_organisation_id"))

    op.drop_table("course_funding")
    op.drop_table("training_year")
    op.drop_table("deliverer")
