"""keep_follow_up: contacts, reasons that rest, how the morning list is made, colleagues who stand in"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cover",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("adviser_id", sa.String(length=36), nullable=False),
        sa.Column("colleague_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("everyone", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["adviser_id"], ["account.id"], name=op.f("fk_cover_adviser_id")),
        sa.ForeignKeyConstraint(["colleague_id"], ["account.id"], name=op.f("fk_cover_colleague_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_cover_made_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_cover_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_adviser_id"), ["adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_colleague_id"), ["colleague_id"], unique=False)
        batch_op.create_index("ix_cover_when", ["organisation_id", "until"], unique=False)

    op.create_table(
        "morning_rules",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("rest_days", sa.Integer(), nullable=False),
        sa.Column("retry_days", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_morning_rules_changed_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_morning_rules_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_morning_rules")),
    )
    op.create_table(
        "cover_path",
        sa.Column("cover_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["cover_id"], ["cover.id"], name=op.f("fk_cover_path_cover_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_cover_path_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_cover_path_organisation_id")),
        sa.PrimaryKeyConstraint("cover_id", "enrolment_id", name=op.f("pk_cover_path")),
    )
    with op.batch_alter_table("cover_path", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_path_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("quiet_until", sa.Date(), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_follow_up_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_follow_up_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_follow_up_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_by"), ["by"], unique=False)
        batch_op.create_index("ix_follow_up_path", ["enrolment_id", "at"], unique=False)
        batch_op.create_index("ix_follow_up_when", ["organisation_id", "at"], unique=False)

    op.create_table(
        "reason_rest",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("woken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("woken_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_reason_rest_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_reason_rest_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_reason_rest_organisation_id")),
        sa.ForeignKeyConstraint(["woken_by"], ["account.id"], name=op.f("fk_reason_rest_woken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_rest")),
    )
    with op.batch_alter_table("reason_rest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reason_rest_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(
            "ix_reason_rest_now",
            ["organisation_id", "until"],
            unique=False,
            sqlite_where=sa.text("woken_at IS NULL"),
            postgresql_where=sa.text("woken_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("reason_rest", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_reason_rest_now", sqlite_where=sa.text("woken_at IS NULL"), postgresql_where=sa.text("woken_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_reason_rest_enrolment_id"))

    op.drop_table("reason_rest")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_follow_up_when")
        batch_op.drop_index("ix_follow_up_path")
        batch_op.drop_index(batch_op.f("ix_follow_up_by"))

    op.drop_table("follow_up")
    with op.batch_alter_table("cover_path", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cover_path_enrolment_id"))

    op.drop_table("cover_path")
    op.drop_table("morning_rules")
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.drop_index("ix_cover_when")
        batch_op.drop_index(batch_op.f("ix_cover_colleague_id"))
        batch_op.drop_index(batch_op.f("ix_cover_adviser_id"))

    op.drop_table("cover")
