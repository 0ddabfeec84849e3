"""keep opinions choices and lists"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "anonymous_lot",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_anonymous_lot_activity_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_anonymous_lot_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_lot")),
        sa.UniqueConstraint("activity_id", "number", name=op.f("uq_anonymous_lot_activity_id_number")),
    )
    op.create_table(
        "checklist_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_checklist_item_activity_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checklist_item_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sa.UniqueConstraint("activity_id", "fingerprint", name=op.f("uq_checklist_item_activity_id_fingerprint")),
    )
    op.create_table(
        "choice_option",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_choice_option_activity_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_choice_option_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice_option")),
        sa.UniqueConstraint("activity_id", "title", name=op.f("uq_choice_option_activity_id_title")),
    )
    op.create_table(
        "survey_question",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_survey_question_activity_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_survey_question_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
        sa.UniqueConstraint("activity_id", "fingerprint", name=op.f("uq_survey_question_activity_id_fingerprint")),
    )
    op.create_table(
        "survey_reply",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_survey_reply_activity_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_reply_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_survey_reply_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_reply")),
        sa.UniqueConstraint("enrolment_id", "activity_id", name=op.f("uq_survey_reply_enrolment_id_activity_id")),
    )
    with op.batch_alter_table("survey_reply", schema=None) as batch_op:
        batch_op.create_index("ix_survey_reply_sent", ["activity_id", "sent_at"], unique=False)

    op.create_table(
        "anonymous_answer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["anonymous_lot.id"], name=op.f("fk_anonymous_answer_lot_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_anonymous_answer_organisation_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["survey_question.id"], name=op.f("fk_anonymous_answer_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anonymous_answer")),
    )
    with op.batch_alter_table("anonymous_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_anonymous_answer_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "checklist_tick",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_checklist_tick_enrolment_id")),
        sa.ForeignKeyConstraint(["item_id"], ["checklist_item.id"], name=op.f("fk_checklist_tick_item_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_checklist_tick_organisation_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "item_id", name=op.f("pk_checklist_tick")),
    )
    with op.batch_alter_table("checklist_tick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklist_tick_item_id"), ["item_id"], unique=False)

    op.create_table(
        "choice_pick",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("option_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_choice_pick_enrolment_id")),
        sa.ForeignKeyConstraint(["option_id"], ["choice_option.id"], name=op.f("fk_choice_pick_option_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_choice_pick_organisation_id")),
        sa.PrimaryKeyConstraint("enrolment_id", "option_id", name=op.f("pk_choice_pick")),
    )
    with op.batch_alter_table("choice_pick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_pick_option_id"), ["option_id"], unique=False)

    op.create_table(
        "survey_answer",
        sa.Column("reply_id", sa.String(length=36), nullable=False),
        sa.Column("question_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_survey_answer_organisation_id")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["survey_question.id"], name=op.f("fk_survey_answer_question_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["survey_reply.id"], name=op.f("fk_survey_answer_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", "question_id", name=op.f("pk_survey_answer")),
    )


def downgrade() -> None:
    op.drop_table("survey_answer")
    with op.batch_alter_table("choice_pick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choice_pick_option_id"))

    op.drop_table("choice_pick")
    with op.batch_alter_table("checklist_tick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checklist_tick_item_id"))

    op.drop_table("checklist_tick")
    with op.batch_alter_table("anonymous_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_anonymous_answer_lot_id"))

    op.drop_table("anonymous_answer")
    with op.batch_alter_table("survey_reply", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_reply_sent")

    op.drop_table("survey_reply")
    op.drop_table("survey_question")
    op.drop_table("choice_option")
    op.drop_table("checklist_item")
    op.drop_table("anonymous_lot")
