"""hear and improve"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("moment", sa.String(length=12), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_questionnaire_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("organisation_id", "code", name=op.f("uq_questionnaire_organisation_id_code")),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("about_id", sa.String(length=36), nullable=True),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("entered_by", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledge_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("satisfied", sa.String(length=8), nullable=False),
        sa.Column("address_print", sa.String(length=64), nullable=False),
        sa.Column("words_print", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["account.id"], name=op.f("fk_complaint_about_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_complaint_account_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_complaint_course_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_complaint_entered_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_complaint_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_complaint_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_complaint_organisation_id_number")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_complaint_token_hash")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_complaint_address", ["address_print", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_entered_by"), ["entered_by"], unique=False)
        batch_op.create_index("ix_complaint_kept", ["emptied_at", "closed_at"], unique=False)
        batch_op.create_index("ix_complaint_list", ["organisation_id", "state", "answer_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_complaint_period", ["organisation_id", "received_at"], unique=False)

    op.create_table(
        "feedback_wording",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("questionnaire_id", sa.String(length=36), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("measures", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_wording_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_feedback_wording_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_wording")),
        sa.UniqueConstraint(
            "questionnaire_id", "fingerprint", name=op.f("uq_feedback_wording_questionnaire_id_fingerprint")
        ),
    )
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("questionnaire_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_questionnaire_version_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_questionnaire_version_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire_id", "number", name=op.f("uq_questionnaire_version_questionnaire_id_number")
        ),
    )
    op.create_table(
        "activity_opinion",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("helped", sa.String(length=8), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_opinion_activity_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_activity_opinion_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_activity_opinion_organisation_id")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "activity_id", name=op.f("pk_activity_opinion")),
    )
    with op.batch_alter_table("activity_opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_opinion_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("questionnaire_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("moment", sa.String(length=12), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("group_id", sa.String(length=36), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_campaign_course_id")),
        sa.ForeignKeyConstraint(["group_id"], ["learner_group.id"], name=op.f("fk_campaign_group_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_campaign_organisation_id")),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_campaign_questionnaire_id")),
        sa.ForeignKeyConstraint(["version_id"], ["questionnaire_version.id"], name=op.f("fk_campaign_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("organisation_id", "key", name=op.f("uq_campaign_organisation_id_key")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index("ix_campaign_list", ["organisation_id", "moment", "opens_on"], unique=False)

    op.create_table(
        "complaint_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_complaint_act_by_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_act_complaint_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_complaint_act_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_act")),
    )
    with op.batch_alter_table("complaint_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_act_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_complaint_act_list", ["complaint_id", "at"], unique=False)

    op.create_table(
        "improvement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("origin_id", sa.String(length=36), nullable=False),
        sa.Column("origin_words", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("state_words", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=True),
        sa.Column("published", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_improvement_activity_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_improvement_course_id")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name=op.f("fk_improvement_created_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_improvement_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_improvement_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_improvement")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_improvement_organisation_id_number")),
    )
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_improvement_created_by"), ["created_by"], unique=False)
        batch_op.create_index("ix_improvement_list", ["organisation_id", "state", "due_on"], unique=False)
        batch_op.create_index("ix_improvement_origin", ["organisation_id", "origin", "origin_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_improvement_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "element_choice",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("activity_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("improvement_id", sa.String(length=36), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_element_choice_activity_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_element_choice_decided_by")),
        sa.ForeignKeyConstraint(["group_id"], ["learner_group.id"], name=op.f("fk_element_choice_group_id")),
        sa.ForeignKeyConstraint(["improvement_id"], ["improvement.id"], name=op.f("fk_element_choice_improvement_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_element_choice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("group_id", "activity_id", name=op.f("pk_element_choice")),
    )
    with op.batch_alter_table("element_choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_element_choice_decided_by"), ["decided_by"], unique=False)

    op.create_table(
        "feedback_lot",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_feedback_lot_campaign_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_feedback_lot_course_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_lot_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_lot")),
        sa.UniqueConstraint(
            "campaign_id", "course_id", "number", name=op.f("uq_feedback_lot_campaign_id_course_id_number")
        ),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("activity_id", sa.String(length=36), nullable=True),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_incident_activity_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_incident_closed_by")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_incident_course_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_incident_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_incident_organisation_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name=op.f("fk_incident_recorded_by")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_incident_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_incident_organisation_id_number")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_closed_by"), ["closed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index("ix_incident_period", ["organisation_id", "happened_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_recorded_by"), ["recorded_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_session_id"), ["session_id"], unique=False)

    op.create_table(
        "survey_invitation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("mail_id", sa.String(length=36), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("next_reminder_on", sa.Date(), nullable=True),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_survey_invitation_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_survey_invitation_campaign_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_survey_invitation_course_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_survey_invitation_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_survey_invitation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invitation")),
        sa.UniqueConstraint("campaign_id", "enrolment_id", name=op.f("uq_survey_invitation_campaign_id_enrolment_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_invitation_token_hash")),
    )
    with op.batch_alter_table("survey_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_invitation_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_survey_invitation_due", ["next_reminder_on", "expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_invitation_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index("ix_survey_invitation_sent", ["organisation_id", "sent_on"], unique=False)

    op.create_table(
        "feedback_lot_answer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("wording_id", sa.String(length=36), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["feedback_lot.id"], name=op.f("fk_feedback_lot_answer_lot_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_lot_answer_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["feedback_wording.id"], name=op.f("fk_feedback_lot_answer_wording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_lot_answer")),
    )
    with op.batch_alter_table("feedback_lot_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_lot_answer_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "feedback_reply",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("campaign_id", sa.String(length=36), nullable=False),
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("invitation_id", sa.String(length=36), nullable=True),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_feedback_reply_campaign_id")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_feedback_reply_course_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["survey_invitation.id"], name=op.f("fk_feedback_reply_invitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_reply_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_feedback_reply_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_reply")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_feedback_reply_invitation_id")),
    )
    with op.batch_alter_table("feedback_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_reply_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_feedback_reply_sent", ["organisation_id", "sent_on"], unique=False)

    op.create_table(
        "feedback_answer",
        sa.Column("reply_id", sa.String(length=36), nullable=False),
        sa.Column("wording_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_feedback_answer_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["feedback_reply.id"], name=op.f("fk_feedback_answer_reply_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["feedback_wording.id"], name=op.f("fk_feedback_answer_wording_id")),
        sa.PrimaryKeyConstraint("reply_id", "wording_id", name=op.f("pk_feedback_answer")),
    )


def downgrade() -> None:
    op.drop_table("feedback_answer")
    with op.batch_alter_table("feedback_reply", schema=None) as batch_op:
        batch_op.drop_index("ix_feedback_reply_sent")
        batch_op.drop_index(batch_op.f("ix_feedback_reply_campaign_id"))

    op.drop_table("feedback_reply")
    with op.batch_alter_table("feedback_lot_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_lot_answer_lot_id"))

    op.drop_table("feedback_lot_answer")
    with op.batch_alter_table("survey_invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_invitation_sent")
        batch_op.drop_index(batch_op.f("ix_survey_invitation_enrolment_id"))
        batch_op.drop_index("ix_survey_invitation_due")
        batch_op.drop_index(batch_op.f("ix_survey_invitation_account_id"))

    op.drop_table("survey_invitation")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_session_id"))
        batch_op.drop_index(batch_op.f("ix_incident_recorded_by"))
        batch_op.drop_index("ix_incident_period")
        batch_op.drop_index(batch_op.f("ix_incident_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_incident_closed_by"))

    op.drop_table("incident")
    op.drop_table("feedback_lot")
    with op.batch_alter_table("element_choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_element_choice_decided_by"))

    op.drop_table("element_choice")
    with op.batch_alter_table("improvement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_improvement_owner_id"))
        batch_op.drop_index("ix_improvement_origin")
        batch_op.drop_index("ix_improvement_list")
        batch_op.drop_index(batch_op.f("ix_improvement_created_by"))

    op.drop_table("improvement")
    with op.batch_alter_table("complaint_act", schema=None) as batch_op:
        batch_op.drop_index("ix_complaint_act_list")
        batch_op.drop_index(batch_op.f("ix_complaint_act_by_id"))

    op.drop_table("complaint_act")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index("ix_campaign_list")

    op.drop_table("campaign")
    with op.batch_alter_table("activity_opinion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_opinion_organisation_id"))

    op.drop_table("activity_opinion")
    op.drop_table("questionnaire_version")
    op.drop_table("feedback_wording")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index("ix_complaint_period")
        batch_op.drop_index(batch_op.f("ix_complaint_owner_id"))
        batch_op.drop_index("ix_complaint_list")
        batch_op.drop_index("ix_complaint_kept")
        batch_op.drop_index(batch_op.f("ix_complaint_entered_by"))
        batch_op.drop_index("ix_complaint_address")
        batch_op.drop_index(batch_op.f("ix_complaint_account_id"))
        batch_op.drop_index(batch_op.f("ix_complaint_about_id"))

    op.drop_table("complaint")
    op.drop_table("questionnaire")
