"""read_works_with_rubrics"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LEVELS = {"not_yet": 1, "partly": 2, "met": 3}
AT_ONCE = 500


def upgrade() -> None:
    nothing = sa.text("'{}'")  # for the rows that are there; new ones are written whole
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rubric", sa.JSON(), nullable=False, server_default=nothing))
        batch_op.add_column(sa.Column("levels", sa.JSON(), nullable=False, server_default=nothing))
        batch_op.add_column(sa.Column("comments", sa.JSON(), nullable=False, server_default=nothing))
        batch_op.add_column(sa.Column("file_id", sa.String(length=36), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_review_file_id"), "stored_file", ["file_id"], ["id"])
    with op.batch_alter_table("review", schema=None) as batch_op:
        for name in ("rubric", "levels", "comments"):
            batch_op.alter_column(name, existing_type=sa.JSON(), existing_nullable=False, server_default=None)
    op.create_table(
        "review_draft",
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("reviewer_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("rubric", sa.JSON(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_review_draft_organisation_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["account.id"], name=op.f("fk_review_draft_reviewer_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_review_draft_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", "reviewer_id", name=op.f("pk_review_draft")),
    )
    op.create_table(
        "annotation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_id", sa.String(length=36), nullable=True),
        sa.Column("fixed_in", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_annotation_author_id")),
        sa.ForeignKeyConstraint(["fixed_in"], ["submission.id"], name=op.f("fk_annotation_fixed_in")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_annotation_organisation_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.submission_id"], name=op.f("fk_annotation_review_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_annotation_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annotation_submission_id"), ["submission_id"], unique=False)
    _give_their_criteria_to_past_reviews()


def downgrade() -> None:
    op.drop_table("annotation")
    op.drop_table("review_draft")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_review_file_id"), type_="foreignkey")
        batch_op.drop_column("file_id")
        batch_op.drop_column("comments")
        batch_op.drop_column("levels")
        batch_op.drop_column("rubric")


def _give_their_criteria_to_past_reviews() -> None:
    """A past review gets the criteria as the edition of that day wrote them: they never change again."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT r.submission_id, r.criteria, ("
            "  SELECT a.content FROM edition d JOIN edition_activity a ON a.edition_id = d.id"
            "  WHERE d.course_id = e.course_id AND a.activity_id = s.activity_id AND d.published_at <= r.at"
            "  ORDER BY d.number DESC LIMIT 1"
            ") AS content FROM review r"
            " JOIN submission s ON s.id = r.submission_id JOIN enrolment e ON e.id = s.enrolment_id"
            " ORDER BY r.submission_id"
        )
    )
    change = sa.text("UPDATE review SET rubric = :rubric, levels = :levels WHERE submission_id = :submission_id")
    change = change.bindparams(sa.bindparam("rubric", type_=sa.JSON()), sa.bindparam("levels", type_=sa.JSON()))
    waiting: list[dict[str, Any]] = []
    for row in rows.all():
        said, content = _read(row.criteria), _read(row.content)
        waiting.append(
            {
                "submission_id": row.submission_id,
                "rubric": {"levels": [], "criteria": content.get("criteria", [])},
                "levels": {number: LEVELS[word] for number, word in said.items() if word in LEVELS},
            }
        )
    for start in range(0, len(waiting), AT_ONCE):
        connection.execute(change, waiting[start : start + AT_ONCE])


def _read(value: Any) -> dict[str, Any]:
    """A JSON column read without its type: SQLite gives its text."""
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}
