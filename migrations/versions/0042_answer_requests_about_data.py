"""answer requests about data"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_freeze",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("ground", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=36), nullable=False),
        sa.Column("lift_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_freeze_account_id")),
        sa.ForeignKeyConstraint(["frozen_by"], ["account.id"], name=op.f("fk_data_freeze_frozen_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_data_freeze_lifted_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_data_freeze_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_freeze")),
    )
    with op.batch_alter_table("data_freeze", schema=None) as batch_op:
        batch_op.create_index("ix_data_freeze_account_id", ["account_id"], unique=False)
        batch_op.create_index(
            "ix_data_freeze_now",
            ["organisation_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "data_officer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_officer_account_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_data_officer_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_data_officer_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_officer")),
    )
    with op.batch_alter_table("data_officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_officer_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_data_officer_now", ["organisation_id", "at"], unique=False)

    op.create_table(
        "data_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("about_name", sa.String(length=200), nullable=False),
        sa.Column("asker_name", sa.String(length=200), nullable=False),
        sa.Column("asker_email", sa.String(length=254), nullable=False),
        sa.Column("asker_phone", sa.String(length=40), nullable=False),
        sa.Column("capacity", sa.String(length=8), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("mandate", sa.String(length=300), nullable=False),
        sa.Column("identified", sa.String(length=10), nullable=False),
        sa.Column("identified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("identified_by", sa.String(length=36), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_request_account_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_data_request_entered_by")),
        sa.ForeignKeyConstraint(["identified_by"], ["account.id"], name=op.f("fk_data_request_identified_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_data_request_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_data_request_organisation_id_number")),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_request_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_data_request_list", ["organisation_id", "state", "answer_by"], unique=False)

    op.create_table(
        "consent_withdrawn",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_withdrawn_account_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_consent_withdrawn_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_consent_withdrawn_organisation_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_consent_withdrawn_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_withdrawn")),
    )
    with op.batch_alter_table("consent_withdrawn", schema=None) as batch_op:
        batch_op.create_index("ix_consent_withdrawn_who", ["account_id", "withdrawn_at"], unique=False)

    op.create_table(
        "data_request_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_data_request_act_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_data_request_act_organisation_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_data_request_act_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request_act")),
    )
    with op.batch_alter_table("data_request_act", schema=None) as batch_op:
        batch_op.create_index("ix_data_request_act_list", ["request_id", "at"], unique=False)

    op.create_table(
        "last_wish",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("person_reach", sa.String(length=254), nullable=False),
        sa.Column("registered_with", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.String(length=36), nullable=True),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_last_wish_account_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_last_wish_opened_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_last_wish_organisation_id")),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_last_wish_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_wish")),
    )
    with op.batch_alter_table("last_wish", schema=None) as batch_op:
        batch_op.create_index("ix_last_wish_who", ["account_id", "written_at"], unique=False)

    op.create_table(
        "data_copy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.Column("task_id", sa.String(length=36), nullable=True),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_copy_account_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_data_copy_asked_by")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_data_copy_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_data_copy_organisation_id")),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_data_copy_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
    )
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_copy_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_data_copy_over", ["expires_at"], unique=False)
        batch_op.create_index("ix_data_copy_who", ["account_id", "asked_at"], unique=False)

    op.create_table(
        "data_request_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_data_request_file_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_data_request_file_file_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_data_request_file_organisation_id")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["data_request.id"], name=op.f("fk_data_request_file_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request_file")),
        sa.UniqueConstraint("request_id", "file_id", name=op.f("uq_data_request_file_request_id_file_id")),
    )
    with op.batch_alter_table("data_request_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_request_file_file_id"), ["file_id"], unique=False)


def downgrade() -> None:
    for table in (
        "data_request_file", "data_copy", "last_wish", "data_request_act", "consent_withdrawn", "data_request",
        "data_officer", "data_freeze",
    ):  # fmt: skip
        op.drop_table(table)  # its indexes go with it
