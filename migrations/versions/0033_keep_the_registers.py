"""keep the registers"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality_charge",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_quality_charge_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quality_charge_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_charge")),
    )
    with op.batch_alter_table("quality_charge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_charge_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_quality_charge_number", ["organisation_id", "number", "at"], unique=False)

    op.create_table(
        "quality_choice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_quality_choice_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quality_choice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_choice")),
    )
    with op.batch_alter_table("quality_choice", schema=None) as batch_op:
        batch_op.create_index("ix_quality_choice_said", ["organisation_id", "from_on"], unique=False)

    op.create_table(
        "register_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("facet", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_register_entry_created_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_register_entry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_register_entry_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["register_entry.id"], name=op.f("fk_register_entry_parent_id")),
        sa.ForeignKeyConstraint(["person_id"], ["account.id"], name=op.f("fk_register_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index("ix_register_entry_list", ["organisation_id", "kind", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entry_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entry_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_register_entry_review", ["review_on"], unique=False)

    op.create_table(
        "register_referent",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("duty", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_register_referent_account_id")),
        sa.ForeignKeyConstraint(["named_by"], ["account.id"], name=op.f("fk_register_referent_named_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_register_referent_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_referent")),
    )
    with op.batch_alter_table("register_referent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_referent_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_register_referent_duty", ["organisation_id", "duty"], unique=False)

    op.create_table(
        "sealed_case",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_sealed_case_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_case")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_sealed_case_organisation_id_number")),
    )
    op.create_table(
        "procedure_reading",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_procedure_reading_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=op.f("fk_procedure_reading_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_reading")),
        sa.UniqueConstraint("entry_id", "account_id", name=op.f("uq_procedure_reading_entry_id_account_id")),
    )
    with op.batch_alter_table("procedure_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_procedure_reading_account_id"), ["account_id"], unique=False)

    op.create_table(
        "register_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_register_change_by_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=op.f("fk_register_change_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_change")),
    )
    with op.batch_alter_table("register_change", schema=None) as batch_op:
        batch_op.create_index("ix_register_change_entry", ["entry_id", "at"], unique=False)

    op.create_table(
        "register_indicator",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=op.f("fk_register_indicator_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_register_indicator")),
    )
    op.create_table(
        "sealed_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("key_print", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_sealed_note_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["sealed_case.id"], name=op.f("fk_sealed_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_note")),
    )
    with op.batch_alter_table("sealed_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sealed_note_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_sealed_note_case", ["case_id", "at"], unique=False)

    op.create_table(
        "sealed_reading",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["sealed_case.id"], name=op.f("fk_sealed_reading_case_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["account.id"], name=op.f("fk_sealed_reading_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_reading")),
    )
    with op.batch_alter_table("sealed_reading", schema=None) as batch_op:
        batch_op.create_index("ix_sealed_reading_case", ["case_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sealed_reading_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "register_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("piece", sa.String(length=20), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=36), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["account.id"], name=op.f("fk_register_file_added_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["register_entry.id"], name=op.f("fk_register_file_entry_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_register_file_file_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_register_file_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_file")),
        sa.UniqueConstraint("file_id", name=op.f("uq_register_file_file_id")),
    )
    with op.batch_alter_table("register_file", schema=None) as batch_op:
        batch_op.create_index("ix_register_file_entry", ["entry_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("register_file", schema=None) as batch_op:
        batch_op.drop_index("ix_register_file_entry")

    op.drop_table("register_file")
    with op.batch_alter_table("sealed_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sealed_reading_reader_id"))
        batch_op.drop_index("ix_sealed_reading_case")

    op.drop_table("sealed_reading")
    with op.batch_alter_table("sealed_note", schema=None) as batch_op:
        batch_op.drop_index("ix_sealed_note_case")
        batch_op.drop_index(batch_op.f("ix_sealed_note_author_id"))

    op.drop_table("sealed_note")
    op.drop_table("register_indicator")
    with op.batch_alter_table("register_change", schema=None) as batch_op:
        batch_op.drop_index("ix_register_change_entry")

    op.drop_table("register_change")
    with op.batch_alter_table("procedure_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_procedure_reading_account_id"))

    op.drop_table("procedure_reading")
    op.drop_table("sealed_case")
    with op.batch_alter_table("register_referent", schema=None) as batch_op:
        batch_op.drop_index("ix_register_referent_duty")
        batch_op.drop_index(batch_op.f("ix_register_referent_account_id"))

    op.drop_table("register_referent")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_register_entry_review")
        batch_op.drop_index(batch_op.f("ix_register_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_register_entry_parent_id"))
        batch_op.drop_index(batch_op.f("ix_register_entry_owner_id"))
        batch_op.drop_index("ix_register_entry_list")

    op.drop_table("register_entry")
    with op.batch_alter_table("quality_choice", schema=None) as batch_op:
        batch_op.drop_index("ix_quality_choice_said")

    op.drop_table("quality_choice")
    with op.batch_alter_table("quality_charge", schema=None) as batch_op:
        batch_op.drop_index("ix_quality_charge_number")
        batch_op.drop_index(batch_op.f("ix_quality_charge_account_id"))

    op.drop_table("quality_charge")
