"""keep_dossiers: what is known of a person on their way, and who read it"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_list",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=10), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_list_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "name", name=op.f("pk_dossier_list")),
    )
    op.create_table(
        "dossier",
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("referrer_structure", sa.String(length=200), nullable=False),
        sa.Column("referrer_person", sa.String(length=200), nullable=False),
        sa.Column("met", sa.String(length=120), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("own_words", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_organisation_id")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_dossier")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "dossier_action",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_dossier_action_author_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_action_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_action_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_dossier_action_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_action")),
    )
    with op.batch_alter_table("dossier_action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_action_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dossier_action_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "dossier_aid",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("granted_cents", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_dossier_aid_author_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_dossier_aid_decided_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_aid_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_aid_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_aid")),
    )
    with op.batch_alter_table("dossier_aid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_aid_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index("ix_dossier_aid_register", ["organisation_id", "asked_on", "id"], unique=False)

    op.create_table(
        "dossier_correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_dossier_correction_answered_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_correction_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_correction_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_correction")),
    )
    with op.batch_alter_table("dossier_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_correction_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "dossier_goal",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_dossier_goal_author_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_goal_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_goal_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_goal")),
    )
    with op.batch_alter_table("dossier_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_goal_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "dossier_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("others", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=36), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_dossier_note_author_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_note_enrolment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_dossier_note_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_note_organisation_id")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["account.id"], name=op.f("fk_dossier_note_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_note")),
    )
    with op.batch_alter_table("dossier_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_note_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_dossier_note_when", ["enrolment_id", "written_at"], unique=False)

    op.create_table(
        "dossier_reading",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_reading_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_reading_organisation_id")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["account.id"], name=op.f("fk_dossier_reading_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_reading")),
    )
    with op.batch_alter_table("dossier_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_reading_reader_id"), ["reader_id"], unique=False)
        batch_op.create_index("ix_dossier_reading_when", ["enrolment_id", "at"], unique=False)

    op.create_table(
        "dossier_referral",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("partner", sa.String(length=200), nullable=False),
        sa.Column("partner_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("outcome_words", sa.Text(), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_dossier_referral_author_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_dossier_referral_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_referral_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_referral")),
    )
    with op.batch_alter_table("dossier_referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_referral_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index(
            "ix_dossier_referral_waiting", ["organisation_id", "closed_on", "remind_on"], unique=False
        )

    op.create_table(
        "dossier_comment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("action_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["dossier_action.id"], name=op.f("fk_dossier_comment_action_id")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_dossier_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_comment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_comment")),
    )
    with op.batch_alter_table("dossier_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_comment_action_id"), ["action_id"], unique=False)

    op.create_table(
        "dossier_note_reader",
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dossier_note_reader_account_id")),
        sa.ForeignKeyConstraint(["note_id"], ["dossier_note.id"], name=op.f("fk_dossier_note_reader_note_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_note_reader_organisation_id")
        ),
        sa.PrimaryKeyConstraint("note_id", "account_id", name=op.f("pk_dossier_note_reader")),
    )
    with op.batch_alter_table("dossier_note_reader", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dossier_note_reader_account_id"), ["account_id"], unique=False)

    op.create_table(
        "dossier_note_version",
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("others", sa.Boolean(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_dossier_note_version_changed_by")),
        sa.ForeignKeyConstraint(["note_id"], ["dossier_note.id"], name=op.f("fk_dossier_note_version_note_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_dossier_note_version_organisation_id")
        ),
        sa.PrimaryKeyConstraint("note_id", "number", name=op.f("pk_dossier_note_version")),
    )


def downgrade() -> None:
    op.drop_table("dossier_note_version")
    with op.batch_alter_table("dossier_note_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_note_reader_account_id"))

    op.drop_table("dossier_note_reader")
    with op.batch_alter_table("dossier_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_comment_action_id"))

    op.drop_table("dossier_comment")
    with op.batch_alter_table("dossier_referral", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_referral_waiting")
        batch_op.drop_index(batch_op.f("ix_dossier_referral_enrolment_id"))

    op.drop_table("dossier_referral")
    with op.batch_alter_table("dossier_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_reading_when")
        batch_op.drop_index(batch_op.f("ix_dossier_reading_reader_id"))

    op.drop_table("dossier_reading")
    with op.batch_alter_table("dossier_note", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_note_when")
        batch_op.drop_index(batch_op.f("ix_dossier_note_file_id"))

    op.drop_table("dossier_note")
    with op.batch_alter_table("dossier_goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_goal_enrolment_id"))

    op.drop_table("dossier_goal")
    with op.batch_alter_table("dossier_correction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_correction_enrolment_id"))

    op.drop_table("dossier_correction")
    with op.batch_alter_table("dossier_aid", schema=None) as batch_op:
        batch_op.drop_index("ix_dossier_aid_register")
        batch_op.drop_index(batch_op.f("ix_dossier_aid_enrolment_id"))

    op.drop_table("dossier_aid")
    with op.batch_alter_table("dossier_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_action_owner_id"))
        batch_op.drop_index(batch_op.f("ix_dossier_action_enrolment_id"))

    op.drop_table("dossier_action")
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dossier_organisation_id"))

    op.drop_table("dossier")
    op.drop_table("dossier_list")
