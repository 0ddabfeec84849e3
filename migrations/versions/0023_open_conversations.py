"""open_conversations: one conversation for each matter; what was written becomes the main one of each path."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# The main conversation of a path has the id of the path. Its messages are numbered in the order of their list.
_NUMBERS = """
UPDATE message SET conversation_id = enrolment_id, number = (
    SELECT count(*) FROM message AS other
    WHERE other.enrolment_id = message.enrolment_id AND (
        other.created_at < message.created_at OR (other.created_at = message.created_at AND other.id <= message.id)
    )
)
"""
_MAIN_CONVERSATIONS = """
INSERT INTO conversation
    (id, organisation_id, enrolment_id, learner_id, subject, for_adviser, last_number, last_at, created_at)
SELECT enrolment.id, enrolment.organisation_id, enrolment.id, enrolment.learner_id, '', true,
    count(*), max(message.created_at), min(message.created_at)
FROM enrolment JOIN message ON message.enrolment_id = enrolment.id
GROUP BY enrolment.id, enrolment.organisation_id, enrolment.learner_id
"""
_PLACES = """
INSERT INTO conversation_member
    (conversation_id, account_id, organisation_id, takes_part, read_number, read_at, kept_unread, told_number, joined_at)
SELECT conversation.id, {account}, conversation.organisation_id, {named},
    coalesce(max(CASE WHEN message.read_at IS NOT NULL THEN message.number END), 0), max(message.read_at),
    false, conversation.last_number, conversation.created_at
FROM conversation JOIN enrolment ON enrolment.id = conversation.enrolment_id
LEFT JOIN message ON message.conversation_id = conversation.id AND message.author_id {side} conversation.learner_id
WHERE {account} IS NOT NULL
GROUP BY conversation.id, {account}, conversation.organisation_id, conversation.last_number, conversation.created_at
"""
_LEARNERS = _PLACES.format(account="conversation.learner_id", named="true", side="<>")
_FOLLOWERS = _PLACES.format(account="enrolment.adviser_id", named="false", side="=")


def upgrade() -> None:
    op.create_table(
        "group_message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("form_key", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("file_ids", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_group_message_author_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_message_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_message")),
        sa.UniqueConstraint("author_id", "form_key", name=op.f("uq_group_message_author_id_form_key")),
    )
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.create_index("ix_group_message_list", ["organisation_id", "created_at"], unique=False)

    op.create_table(
        "message_template",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_message_template_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name=op.f("fk_message_template_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_template")),
    )
    with op.batch_alter_table("message_template", schema=None) as batch_op:
        batch_op.create_index("ix_message_template_owner", ["organisation_id", "owner_id"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("learner_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("for_adviser", sa.Boolean(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_conversation_enrolment_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["account.id"], name=op.f("fk_conversation_learner_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_conversation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_latest", ["organisation_id", "last_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_conversation_learner_id"), ["learner_id"], unique=False)
        batch_op.create_index("ix_conversation_path", ["enrolment_id", "last_at"], unique=False)

    op.create_table(
        "conversation_member",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("takes_part", sa.Boolean(), nullable=False),
        sa.Column("read_number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_unread", sa.Boolean(), nullable=False),
        sa.Column("told_number", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_conversation_member_account_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_member_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_conversation_member_organisation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "account_id", name=op.f("pk_conversation_member")),
    )
    with op.batch_alter_table("conversation_member", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_member_account", ["account_id", "takes_part"], unique=False)

    op.create_table(
        "group_recipient",
        sa.Column("group_id", sa.String(length=36), nullable=False),
        sa.Column("enrolment_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=True),
        sa.Column("refusal", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_group_recipient_conversation_id")
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_group_recipient_enrolment_id")),
        sa.ForeignKeyConstraint(["group_id"], ["group_message.id"], name=op.f("fk_group_recipient_group_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_group_recipient_organisation_id")
        ),
        sa.PrimaryKeyConstraint("group_id", "enrolment_id", name=op.f("pk_group_recipient")),
    )
    with op.batch_alter_table("group_recipient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_recipient_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "message_file",
        sa.Column("message_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_message_file_file_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_file_message_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_message_file_organisation_id")),
        sa.PrimaryKeyConstraint("message_id", "file_id", name=op.f("pk_message_file")),
    )
    with op.batch_alter_table("message_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_file_file_id"), ["file_id"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("conversation_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("group_id", sa.String(length=36), nullable=True))
        batch_op.drop_index("ix_message_author_id")
        batch_op.drop_index("ix_message_conversation")
        batch_op.create_index("ix_message_path", ["enrolment_id", "created_at"], unique=False)

    for statement in (_NUMBERS, _MAIN_CONVERSATIONS, _LEARNERS, _FOLLOWERS):
        op.execute(statement)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("conversation_id", existing_type=sa.String(length=36), nullable=False)
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        batch_op.create_index("ix_message_author", ["author_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_group_id"), ["group_id"], unique=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_message_conversation_id_number"), ["conversation_id", "number"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_message_conversation_id"), "conversation", ["conversation_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_message_group_id"), "group_message", ["group_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_message_group_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_message_conversation_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_message_conversation_id_number"), type_="unique")
        batch_op.drop_index("ix_message_path")
        batch_op.drop_index(batch_op.f("ix_message_group_id"))
        batch_op.drop_index("ix_message_author")
        batch_op.create_index(batch_op.f("ix_message_conversation"), ["enrolment_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_author_id"), ["author_id"], unique=False)
        batch_op.drop_column("group_id")
        batch_op.drop_column("number")
        batch_op.drop_column("conversation_id")

    with op.batch_alter_table("message_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_file_file_id"))

    op.drop_table("message_file")
    with op.batch_alter_table("group_recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_recipient_enrolment_id"))

    op.drop_table("group_recipient")
    with op.batch_alter_table("conversation_member", schema=None) as batch_op:
        batch_op.drop_index("ix_conversation_member_account")

    op.drop_table("conversation_member")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index("ix_conversation_path")
        batch_op.drop_index(batch_op.f("ix_conversation_learner_id"))
        batch_op.drop_index("ix_conversation_latest")

    op.drop_table("conversation")
    with op.batch_alter_table("message_template", schema=None) as batch_op:
        batch_op.drop_index("ix_message_template_owner")

    op.drop_table("message_template")
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.drop_index("ix_group_message_list")

    op.drop_table("group_message")
