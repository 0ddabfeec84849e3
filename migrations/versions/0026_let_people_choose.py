"""let people choose: notices, what is chosen of them, phones that may ring"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("on_page", sa.Boolean(), nullable=False),
        sa.Column("gathered", sa.String(length=4), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_notice_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_gathered", ["gathered", "account_id"], unique=False)
        batch_op.create_index("ix_notice_list", ["account_id", "organisation_id", "created_at"], unique=False)
        batch_op.create_index("ix_notice_unread", ["account_id", "organisation_id", "read_at"], unique=False)

    op.create_table(
        "notice_choice",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("page", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.String(length=5), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.Column("sms", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_choice_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_notice_choice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "organisation_id", "kind", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_habits",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("digest_hour", sa.Integer(), nullable=True),
        sa.Column("digest_weekday", sa.Integer(), nullable=True),
        sa.Column("sms_number", sa.String(length=20), nullable=False),
        sa.Column("sms_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_notice_habits_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_notice_habits_organisation_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "organisation_id", name=op.f("pk_notice_habits")),
    )
    op.create_table(
        "notice_house",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_notice_house_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_notice_house")),
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_print", sa.String(length=64), nullable=False),
        sa.Column("p256dh", sa.String(length=100), nullable=False),
        sa.Column("auth", sa.String(length=40), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_push_subscription_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_push_subscription_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint_print", name=op.f("uq_push_subscription_endpoint_print")),
    )
    with op.batch_alter_table("push_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_subscription_account_id"), ["account_id"], unique=False)

    op.create_table(
        "ring",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=4), nullable=False),
        sa.Column("address", sa.String(length=36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=13), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ring_account_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_ring_notice_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_ring_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ring")),
    )
    with op.batch_alter_table("ring", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ring_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_ring_list", ["organisation_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ring_notice_id"), ["notice_id"], unique=False)

    with op.batch_alter_table("module_reminder") as batch_op:
        batch_op.alter_column("mail_id", existing_type=sa.String(length=36), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM module_reminder WHERE mail_id IS NULL")  # told on the page alone
    with op.batch_alter_table("module_reminder") as batch_op:
        batch_op.alter_column("mail_id", existing_type=sa.String(length=36), nullable=False)

    with op.batch_alter_table("ring", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ring_notice_id"))
        batch_op.drop_index("ix_ring_list")
        batch_op.drop_index(batch_op.f("ix_ring_account_id"))

    op.drop_table("ring")
    with op.batch_alter_table("push_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_subscription_account_id"))

    op.drop_table("push_subscription")
    op.drop_table("notice_house")
    op.drop_table("notice_habits")
    op.drop_table("notice_choice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unread")
        batch_op.drop_index("ix_notice_list")
        batch_op.drop_index("ix_notice_gathered")

    op.drop_table("notice")
