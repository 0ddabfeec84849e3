"""keep no longer than needed"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_activity",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=True),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_activity_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_activity")),
    )
    with op.batch_alter_table("account_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_activity_acted_on"), ["acted_on"], unique=False)

    op.create_table(
        "retention_choice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("retention", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("archive", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_retention_choice_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retention_choice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_choice")),
    )
    with op.batch_alter_table("retention_choice", schema=None) as batch_op:
        batch_op.create_index("ix_retention_choice_last", ["organisation_id", "retention", "at"], unique=False)

    op.create_table(
        "retention_wave",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.String(length=36), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by"], ["account.id"], name=op.f("fk_retention_wave_agreed_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retention_wave_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_wave")),
        sa.UniqueConstraint("organisation_id", "opens_on", name=op.f("uq_retention_wave_organisation_id_opens_on")),
    )
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("funder_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=36), nullable=True),
        sa.Column("lifted_why", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_retention_hold_by_id")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_retention_hold_funder_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["account.id"], name=op.f("fk_retention_hold_lifted_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retention_hold_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    with op.batch_alter_table("retention_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retention_hold_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_retention_hold_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(
            "ix_retention_hold_stands",
            ["organisation_id"],
            unique=False,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )

    op.create_table(
        "retention_line",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("wave_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("retentions", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("certificate", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retention_line_organisation_id")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["retention_wave.id"], name=op.f("fk_retention_line_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_line")),
        sa.UniqueConstraint(
            "wave_id",
            "account_id",
            "enrolment_id",
            "step",
            name=op.f("uq_retention_line_wave_id_account_id_enrolment_id_step"),
        ),
    )
    with op.batch_alter_table("retention_line", schema=None) as batch_op:
        batch_op.create_index("ix_retention_line_next", ["wave_id", "state"], unique=False)

    op.create_table(
        "retention_payment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("funder_id", sa.String(length=36), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_retention_payment_by_id")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_retention_payment_funder_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_retention_payment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_payment")),
    )
    with op.batch_alter_table("retention_payment", schema=None) as batch_op:
        batch_op.create_index("ix_retention_payment_funder", ["organisation_id", "funder_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("retention_payment", schema=None) as batch_op:
        batch_op.drop_index("ix_retention_payment_funder")

    op.drop_table("retention_payment")
    with op.batch_alter_table("retention_line", schema=None) as batch_op:
        batch_op.drop_index("ix_retention_line_next")

    op.drop_table("retention_line")
    with op.batch_alter_table("retention_hold", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_retention_hold_stands",
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_retention_hold_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_retention_hold_account_id"))

    op.drop_table("retention_hold")
    op.drop_table("retention_wave")
    with op.batch_alter_table("retention_choice", schema=None) as batch_op:
        batch_op.drop_index("ix_retention_choice_last")

    op.drop_table("retention_choice")
    with op.batch_alter_table("account_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_activity_acted_on"))

    op.drop_table("account_activity")
