"""follow exits"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up_ways",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminder_days", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_follow_up_ways_changed_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_follow_up_ways_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_follow_up_ways")),
    )
    op.create_table(
        "outcome_choice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_outcome_choice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_choice")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_outcome_choice_organisation_id_key")),
    )
    op.create_table(
        "closing_interview",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("spell", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("reached", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("elements", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("by_sms", sa.Boolean(), nullable=False),
        sa.Column("by_call", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_closing_interview_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_closing_interview_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_closing_interview_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_interview")),
        sa.UniqueConstraint(
            "enrolment_id", "spell", "version", name=op.f("uq_closing_interview_enrolment_id_spell_version")
        ),
    )
    with op.batch_alter_table("closing_interview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_closing_interview_by"), ["by"], unique=False)

    op.create_table(
        "path_exit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("spell", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("nomenclature", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.String(length=36), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_path_exit_enrolment_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["account.id"], name=op.f("fk_path_exit_noted_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_path_exit_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_exit")),
        sa.UniqueConstraint("enrolment_id", "spell", "version", name=op.f("uq_path_exit_enrolment_id_spell_version")),
    )
    with op.batch_alter_table("path_exit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_path_exit_in_force",
            ["enrolment_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL AND returned_on IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL AND returned_on IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_path_exit_noted_by"), ["noted_by"], unique=False)
        batch_op.create_index("ix_path_exit_when", ["organisation_id", "left_on"], unique=False)

    op.create_table(
        "situation_check",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("spell", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_times", sa.Integer(), nullable=False),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.Column("call_on", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("open_until", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_situation_check_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_situation_check_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_check")),
        sa.UniqueConstraint("enrolment_id", "spell", "month", name=op.f("uq_situation_check_enrolment_id_spell_month")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_situation_check_token_hash")),
    )
    with op.batch_alter_table("situation_check", schema=None) as batch_op:
        batch_op.create_index("ix_situation_check_due", ["organisation_id", "state", "due_on"], unique=False)

    op.create_table(
        "situation_answer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("check_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("nomenclature", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("via", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_situation_answer_by")),
        sa.ForeignKeyConstraint(["check_id"], ["situation_check.id"], name=op.f("fk_situation_answer_check_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_situation_answer_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation_answer")),
        sa.UniqueConstraint("check_id", "version", name=op.f("uq_situation_answer_check_id_version")),
    )
    with op.batch_alter_table("situation_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_situation_answer_by"), ["by"], unique=False)
        batch_op.create_index(
            "ix_situation_answer_in_force",
            ["check_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    _keep_the_exits_so_far()


def downgrade() -> None:
    with op.batch_alter_table("situation_answer", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_situation_answer_in_force",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_situation_answer_by"))

    op.drop_table("situation_answer")
    with op.batch_alter_table("situation_check", schema=None) as batch_op:
        batch_op.drop_index("ix_situation_check_due")

    op.drop_table("situation_check")
    with op.batch_alter_table("path_exit", schema=None) as batch_op:
        batch_op.drop_index("ix_path_exit_when")
        batch_op.drop_index(batch_op.f("ix_path_exit_noted_by"))
        batch_op.drop_index(
            "ix_path_exit_in_force",
            sqlite_where=sa.text("replaced_at IS NULL AND returned_on IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL AND returned_on IS NULL"),
        )

    op.drop_table("path_exit")
    with op.batch_alter_table("closing_interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_closing_interview_by"))

    op.drop_table("closing_interview")
    op.drop_table("outcome_choice")
    op.drop_table("follow_up_ways")


def _keep_the_exits_so_far() -> None:
    """The paths that are over get the first version of their exit, under the id of the path: one statement."""
    path = sa.table(
        "enrolment", *map(sa.column, ("id", "organisation_id", "status", "closed_on", "ends_on", "exit_reason"))
    )
    names = (
        "id", "organisation_id", "enrolment_id", "spell", "version", "status", "left_on", "outcome", "code",
        "nomenclature", "label", "reason", "noted_at",
    )  # fmt: skip
    kept = sa.table("path_exit", *map(sa.column, names))
    code = sa.func.coalesce(path.c.exit_reason, "")
    values = (
        path.c.id, path.c.organisation_id, path.c.id, sa.literal(1), sa.literal(1), path.c.status,
        sa.func.coalesce(path.c.closed_on, path.c.ends_on), code, code, sa.literal("sorties-2026-1"), sa.literal(""),
        sa.literal(""), sa.literal(datetime.now(UTC), sa.DateTime(timezone=True)),
    )  # fmt: skip
    op.execute(kept.insert().from_select(names, sa.select(*values).where(path.c.status.in_(("finished", "left")))))
