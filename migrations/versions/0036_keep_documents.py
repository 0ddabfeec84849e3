"""keep documents"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_template",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(length=36), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_template_organisation_id")
        ),
        sa.ForeignKeyConstraint(["saved_by"], ["account.id"], name=op.f("fk_document_template_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
        sa.UniqueConstraint(
            "organisation_id", "kind", "version", name=op.f("uq_document_template_organisation_id_kind_version")
        ),
    )
    with op.batch_alter_table("document_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_template_saved_by"), ["saved_by"], unique=False)

    op.create_table(
        "legal_identity",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("legal_form", sa.String(length=120), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("naf", sa.String(length=5), nullable=False),
        sa.Column("activity_number", sa.String(length=11), nullable=False),
        sa.Column("activity_region", sa.String(length=80), nullable=False),
        sa.Column("representative", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("representative_id", sa.String(length=36), nullable=True),
        sa.Column("signed_at", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_legal_identity_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["account.id"], name=op.f("fk_legal_identity_representative_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_legal_identity")),
    )
    with op.batch_alter_table("legal_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_identity_representative_id"), ["representative_id"], unique=False)

    op.create_table(
        "referent",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_referent_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referent")),
        sa.UniqueConstraint("organisation_id", "subject", name=op.f("uq_referent_organisation_id_subject")),
    )
    op.create_table(
        "document_settings",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("logo_id", sa.String(length=36), nullable=True),
        sa.Column("signature_id", sa.String(length=36), nullable=True),
        sa.Column("convocation_days", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_document_settings_changed_by")),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_file.id"], name=op.f("fk_document_settings_logo_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_settings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["signature_id"], ["stored_file.id"], name=op.f("fk_document_settings_signature_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_document_settings")),
    )
    with op.batch_alter_table("document_settings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_settings_changed_by"), ["changed_by"], unique=False)

    op.create_table(
        "document_terms",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("buyer", sa.String(length=200), nullable=False),
        sa.Column("buyer_address", sa.String(length=500), nullable=False),
        sa.Column("buyer_siret", sa.String(length=14), nullable=False),
        sa.Column("signer", sa.String(length=200), nullable=False),
        sa.Column("signer_capacity", sa.String(length=120), nullable=False),
        sa.Column("signer_email", sa.String(length=254), nullable=False),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("price", sa.String(length=200), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("stopping", sa.Text(), nullable=False),
        sa.Column("headcount", sa.String(length=120), nullable=False),
        sa.Column("knowledge", sa.Text(), nullable=False),
        sa.Column("trainers", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_document_terms_changed_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_document_terms_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_terms_organisation_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_document_terms")),
    )
    with op.batch_alter_table("document_terms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_terms_changed_by"), ["changed_by"], unique=False)

    op.create_table(
        "issued_document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("signed_file_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("replaces_id", sa.String(length=36), nullable=True),
        sa.Column("outdated", sa.String(length=20), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_issued_document_course_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_issued_document_enrolment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_issued_document_file_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_issued_document_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_issued_document_organisation_id")
        ),
        sa.ForeignKeyConstraint(["replaces_id"], ["issued_document.id"], name=op.f("fk_issued_document_replaces_id")),
        sa.ForeignKeyConstraint(["signed_file_id"], ["stored_file.id"], name=op.f("fk_issued_document_signed_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("code", name=op.f("uq_issued_document_code")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "year",
            "serial",
            name=op.f("uq_issued_document_organisation_id_kind_year_serial"),
        ),
    )
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issued_document_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_made_by"), ["made_by"], unique=False)
        batch_op.create_index("ix_issued_document_path", ["enrolment_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issued_document_signed_file_id"), ["signed_file_id"], unique=False)
        batch_op.create_index("ix_issued_document_when", ["organisation_id", "made_at"], unique=False)

    op.create_table(
        "document_acknowledgement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_document_acknowledgement_account_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["issued_document.id"], name=op.f("fk_document_acknowledgement_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_document_acknowledgement_enrolment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_acknowledgement_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_acknowledgement")),
        sa.UniqueConstraint(
            "document_id", "account_id", name=op.f("uq_document_acknowledgement_document_id_account_id")
        ),
    )
    with op.batch_alter_table("document_acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_acknowledgement_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_acknowledgement_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "document_signer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=15), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("code_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("drawing", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_document_signer_account_id")),
        sa.ForeignKeyConstraint(["document_id"], ["issued_document.id"], name=op.f("fk_document_signer_document_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_document_signer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_signer")),
        sa.UniqueConstraint("document_id", "rank", name=op.f("uq_document_signer_document_id_rank")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_document_signer_link_hash")),
    )
    with op.batch_alter_table("document_signer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_signer_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_document_signer_state", ["organisation_id", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("document_signer", schema=None) as batch_op:
        batch_op.drop_index("ix_document_signer_state")
        batch_op.drop_index(batch_op.f("ix_document_signer_account_id"))

    op.drop_table("document_signer")
    with op.batch_alter_table("document_acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_acknowledgement_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_document_acknowledgement_account_id"))

    op.drop_table("document_acknowledgement")
    with op.batch_alter_table("issued_document", schema=None) as batch_op:
        batch_op.drop_index("ix_issued_document_when")
        batch_op.drop_index(batch_op.f("ix_issued_document_signed_file_id"))
        batch_op.drop_index(batch_op.f("ix_issued_document_replaces_id"))
        batch_op.drop_index("ix_issued_document_path")
        batch_op.drop_index(batch_op.f("ix_issued_document_made_by"))
        batch_op.drop_index(batch_op.f("ix_issued_document_file_id"))
        batch_op.drop_index(batch_op.f("ix_issued_document_course_id"))

    op.drop_table("issued_document")
    with op.batch_alter_table("document_terms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_terms_changed_by"))

    op.drop_table("document_terms")
    with op.batch_alter_table("document_settings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_settings_changed_by"))

    op.drop_table("document_settings")
    op.drop_table("referent")
    with op.batch_alter_table("legal_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_identity_representative_id"))

    op.drop_table("legal_identity")
    with op.batch_alter_table("document_template", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_template_saved_by"))

    op.drop_table("document_template")
