"""conclude levels"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "positioning_guide",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("weak", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_positioning_guide_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_positioning_guide_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positioning_guide")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_positioning_guide_organisation_id_number")),
    )
    op.create_table(
        "positioning",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("edition_id", sa.String(length=36), nullable=False),
        sa.Column("guide_id", sa.String(length=36), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("needs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filled_with", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_positioning_edition_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_positioning_enrolment_id")),
        sa.ForeignKeyConstraint(["filled_with"], ["account.id"], name=op.f("fk_positioning_filled_with")),
        sa.ForeignKeyConstraint(["guide_id"], ["positioning_guide.id"], name=op.f("fk_positioning_guide_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_positioning_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positioning")),
        sa.UniqueConstraint("enrolment_id", "stage", name=op.f("uq_positioning_enrolment_id_stage")),
    )
    with op.batch_alter_table("positioning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_positioning_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "level_conclusion",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("competence_id", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("concluded_by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(length=36), nullable=True),
        sa.Column("reopened_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["competence_id"], ["competence.id"], name=op.f("fk_level_conclusion_competence_id")),
        sa.ForeignKeyConstraint(["concluded_by"], ["account.id"], name=op.f("fk_level_conclusion_concluded_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_level_conclusion_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_level_conclusion_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reopened_by"], ["account.id"], name=op.f("fk_level_conclusion_reopened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_conclusion")),
    )
    with op.batch_alter_table("level_conclusion", schema=None) as batch_op:
        batch_op.create_index(
            "ix_level_conclusion_stands",
            ["enrolment_id", "competence_id", "stage"],
            unique=True,
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        )
        batch_op.create_index("ix_level_conclusion_when", ["enrolment_id", "at"], unique=False)

    op.create_table(
        "level_proof",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("competence_id", sa.String(length=36), nullable=False),
        sa.Column("stage", sa.String(length=8), nullable=False),
        sa.Column("voice", sa.String(length=8), nullable=False),
        sa.Column("given_by", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=True),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_level_proof_activity_id")),
        sa.ForeignKeyConstraint(["competence_id"], ["competence.id"], name=op.f("fk_level_proof_competence_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_level_proof_enrolment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_level_proof_file_id")),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_level_proof_given_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_level_proof_organisation_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_level_proof_session_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_level_proof_submission_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_level_proof_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_proof")),
    )
    with op.batch_alter_table("level_proof", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_proof_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_level_proof_of", ["enrolment_id", "competence_id", "stage"], unique=False)

    op.create_table(
        "plan_proposal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("positioning_id", sa.String(length=36), nullable=False),
        sa.Column("sequence_id", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("change_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["plan_change.id"], name=op.f("fk_plan_proposal_change_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_plan_proposal_decided_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_plan_proposal_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_plan_proposal_organisation_id")
        ),
        sa.ForeignKeyConstraint(["positioning_id"], ["positioning.id"], name=op.f("fk_plan_proposal_positioning_id")),
        sa.ForeignKeyConstraint(["sequence_id"], ["sequence.id"], name=op.f("fk_plan_proposal_sequence_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_proposal")),
    )
    with op.batch_alter_table("plan_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_proposal_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index("ix_plan_proposal_waiting", ["organisation_id", "decision"], unique=False)

    op.create_table(
        "positioning_answer",
        sa.Column("positioning_id", sa.String(length=36), nullable=False),
        sa.Column("competence_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["competence_id"], ["competence.id"], name=op.f("fk_positioning_answer_competence_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_positioning_answer_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["positioning_id"], ["positioning.id"], name=op.f("fk_positioning_answer_positioning_id")
        ),
        sa.PrimaryKeyConstraint("positioning_id", "competence_id", name=op.f("pk_positioning_answer")),
    )
    op.create_table(
        "positioning_interview",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("positioning_id", sa.String(length=36), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_by", sa.String(length=36), nullable=False),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["held_by"], ["account.id"], name=op.f("fk_positioning_interview_held_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_positioning_interview_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["positioning_id"], ["positioning.id"], name=op.f("fk_positioning_interview_positioning_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_positioning_interview")),
    )
    with op.batch_alter_table("positioning_interview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_positioning_interview_positioning_id"), ["positioning_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("positioning_interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_positioning_interview_positioning_id"))

    op.drop_table("positioning_interview")
    op.drop_table("positioning_answer")
    with op.batch_alter_table("plan_proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_proposal_waiting")
        batch_op.drop_index(batch_op.f("ix_plan_proposal_enrolment_id"))

    op.drop_table("plan_proposal")
    with op.batch_alter_table("level_proof", schema=None) as batch_op:
        batch_op.drop_index("ix_level_proof_of")
        batch_op.drop_index(batch_op.f("ix_level_proof_file_id"))

    op.drop_table("level_proof")
    with op.batch_alter_table("level_conclusion", schema=None) as batch_op:
        batch_op.drop_index("ix_level_conclusion_when")
        batch_op.drop_index(
            "ix_level_conclusion_stands",
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        )

    op.drop_table("level_conclusion")
    with op.batch_alter_table("positioning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_positioning_organisation_id"))

    op.drop_table("positioning")
    op.drop_table("positioning_guide")
