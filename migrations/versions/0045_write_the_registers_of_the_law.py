"""write the registers of the law"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_breach",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("notified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["declared_by"], ["account.id"], name=op.f("fk_data_breach_declared_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_data_breach_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_breach")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_data_breach_organisation_id_number")),
    )
    with op.batch_alter_table("data_breach", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_breach_declared_by"), ["declared_by"], unique=False)
        batch_op.create_index("ix_data_breach_list", ["organisation_id", "known_at"], unique=False)

    op.create_table(
        "processing_review",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_processing_review_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_processing_review_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processing_review")),
    )
    with op.batch_alter_table("processing_review", schema=None) as batch_op:
        batch_op.create_index("ix_processing_review_last", ["organisation_id", "at"], unique=False)

    op.create_table(
        "processing_statement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_processing_statement_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_processing_statement_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processing_statement")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "key",
            "version",
            name=op.f("uq_processing_statement_organisation_id_kind_key_version"),
        ),
    )
    op.create_table(
        "data_breach_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["breach_id"], ["data_breach.id"], name=op.f("fk_data_breach_act_breach_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_data_breach_act_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_data_breach_act_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_breach_act")),
    )
    with op.batch_alter_table("data_breach_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_breach_act_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_data_breach_act_list", ["breach_id", "at"], unique=False)

    op.create_table(
        "data_breach_person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("breach_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("found_by", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_data_breach_person_account_id")),
        sa.ForeignKeyConstraint(["breach_id"], ["data_breach.id"], name=op.f("fk_data_breach_person_breach_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_data_breach_person_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_breach_person")),
        sa.UniqueConstraint("breach_id", "account_id", name=op.f("uq_data_breach_person_breach_id_account_id")),
    )
    with op.batch_alter_table("data_breach_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_breach_person_account_id"), ["account_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("data_breach_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_breach_person_account_id"))

    op.drop_table("data_breach_person")
    with op.batch_alter_table("data_breach_act", schema=None) as batch_op:
        batch_op.drop_index("ix_data_breach_act_list")
        batch_op.drop_index(batch_op.f("ix_data_breach_act_by_id"))

    op.drop_table("data_breach_act")
    op.drop_table("processing_statement")
    with op.batch_alter_table("processing_review", schema=None) as batch_op:
        batch_op.drop_index("ix_processing_review_last")

    op.drop_table("processing_review")
    with op.batch_alter_table("data_breach", schema=None) as batch_op:
        batch_op.drop_index("ix_data_breach_list")
        batch_op.drop_index(batch_op.f("ix_data_breach_declared_by"))

    op.drop_table("data_breach")
