"""publish results"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_HOURS = sa.text("minutes <> 0")
_SKIPPED = sa.text("state = 'skipped'")


def upgrade() -> None:
    op.create_table(
        "course_review",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=36), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_course_review_closed_by")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_review_course_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_course_review_opened_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_review_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_review")),
        sa.UniqueConstraint("course_id", "year", name=op.f("uq_course_review_course_id_year")),
    )
    with op.batch_alter_table("course_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_review_closed_by"), ["closed_by"], unique=False)
        batch_op.create_index("ix_course_review_list", ["organisation_id", "year"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_review_opened_by"), ["opened_by"], unique=False)

    op.create_table(
        "result_publication",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=36), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=36), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_result_publication_course_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_result_publication_organisation_id")
        ),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name=op.f("fk_result_publication_published_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_result_publication_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_publication")),
        sa.UniqueConstraint("course_id", "number", name=op.f("uq_result_publication_course_id_number")),
    )
    with op.batch_alter_table("result_publication", schema=None) as batch_op:
        batch_op.create_index("ix_result_publication_log", ["organisation_id", "published_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_result_publication_published_by"), ["published_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_result_publication_withdrawn_by"), ["withdrawn_by"], unique=False)

    op.create_table(
        "course_review_point",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("review_id", sa.String(length=36), nullable=False),
        sa.Column("element", sa.String(length=50), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("action_id", sa.String(length=36), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_course_review_point_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_review_point_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_course_review_point_owner_id")),
        sa.ForeignKeyConstraint(["review_id"], ["course_review.id"], name=op.f("fk_course_review_point_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_review_point")),
        sa.UniqueConstraint("review_id", "element", name=op.f("uq_course_review_point_review_id_element")),
    )
    with op.batch_alter_table("course_review_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_review_point_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_course_review_point_owner_id"), ["owner_id"], unique=False)

    with op.batch_alter_table("activity_state", schema=None) as batch_op:
        batch_op.create_index(
            "ix_activity_state_skipped",
            ["enrolment_id"],
            unique=False,
            sqlite_where=_SKIPPED,
            postgresql_where=_SKIPPED,
        )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_hours")
        batch_op.create_index(
            "ix_ledger_entry_hours", ["organisation_id", "occurred_at", "place", "minutes"], unique=False,
            sqlite_where=_HOURS, postgresql_where=_HOURS,
        )  # fmt: skip
        batch_op.drop_index("ix_ledger_entry_kind")
        batch_op.create_index("ix_ledger_entry_kind", ["organisation_id", "kind", "occurred_at", "place"], unique=False)
    with op.batch_alter_table("level_assessment", schema=None) as batch_op:
        batch_op.create_index("ix_level_assessment_stage", ["organisation_id", "stage", "at"], unique=False)
        batch_op.create_index(
            "ix_level_assessment_last",
            ["enrolment_id", "stage", "competence_id", "voice", "given_by", "at", "id", "level"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("level_assessment", schema=None) as batch_op:
        batch_op.drop_index("ix_level_assessment_last")
        batch_op.drop_index("ix_level_assessment_stage")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_kind")
        batch_op.create_index("ix_ledger_entry_kind", ["organisation_id", "kind", "occurred_at"], unique=False)
        batch_op.drop_index("ix_ledger_entry_hours")
        batch_op.create_index(
            "ix_ledger_entry_hours", ["organisation_id", "occurred_at"], unique=False,
            sqlite_where=_HOURS, postgresql_where=_HOURS,
        )  # fmt: skip
    with op.batch_alter_table("activity_state", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_state_skipped")

    with op.batch_alter_table("course_review_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_review_point_owner_id"))
        batch_op.drop_index(batch_op.f("ix_course_review_point_by_id"))

    op.drop_table("course_review_point")
    with op.batch_alter_table("result_publication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_publication_withdrawn_by"))
        batch_op.drop_index(batch_op.f("ix_result_publication_published_by"))
        batch_op.drop_index("ix_result_publication_log")

    op.drop_table("result_publication")
    with op.batch_alter_table("course_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_review_opened_by"))
        batch_op.drop_index("ix_course_review_list")
        batch_op.drop_index(batch_op.f("ix_course_review_closed_by"))

    op.drop_table("course_review")
