"""search_and_moderate_the_forum: folded words, people named, files, reports, private feeds, experts introduced"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# SQLite finds words in a table of its own, which these keep as `forum_entry` is: whoever lays that table again
# (batch_alter_table) also makes them again.
_FTS = (
    """CREATE VIRTUAL TABLE forum_words USING fts5(
        stems, content='forum_entry', content_rowid='number', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER forum_entry_written AFTER INSERT ON forum_entry BEGIN
        INSERT INTO forum_words(rowid, stems) VALUES (new.number, new.stems); END""",
    """CREATE TRIGGER forum_entry_gone AFTER DELETE ON forum_entry BEGIN
        INSERT INTO forum_words(forum_words, rowid, stems) VALUES ('delete', old.number, old.stems); END""",
    """CREATE TRIGGER forum_entry_changed AFTER UPDATE ON forum_entry BEGIN
        INSERT INTO forum_words(forum_words, rowid, stems) VALUES ('delete', old.number, old.stems);
        INSERT INTO forum_words(rowid, stems) VALUES (new.number, new.stems); END""",
)


def upgrade() -> None:
    op.create_table(
        "expert_profile",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("trade", sa.String(length=80), nullable=False),
        sa.Column("company", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("asks", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_expert_profile_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_expert_profile_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name=op.f("pk_expert_profile")),
    )
    with op.batch_alter_table("expert_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expert_profile_account_id"), ["account_id"], unique=False)

    op.create_table(
        "forum_feed",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_forum_feed_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_forum_feed_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_feed")),
        sa.UniqueConstraint("organisation_id", "account_id", name=op.f("uq_forum_feed_organisation_id_account_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_forum_feed_token_hash")),
    )
    with op.batch_alter_table("forum_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_feed_account_id"), ["account_id"], unique=False)

    op.create_table(
        "forum_entry",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=True),
        sa.Column("post_id", sa.String(length=36), nullable=True),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_forum_entry_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_forum_entry_post_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_forum_entry_thread_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_forum_entry")),
        sa.UniqueConstraint("post_id", name=op.f("uq_forum_entry_post_id")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_forum_entry_thread_id")),
    )
    with op.batch_alter_table("forum_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forum_entry_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "post_file",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("says", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_post_file_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_post_file_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_file_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_file")),
    )
    with op.batch_alter_table("post_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_file_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_post_file_post", ["post_id", "position"], unique=False)

    op.create_table(
        "post_mention",
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_post_mention_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_post_mention_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_mention_post_id")),
        sa.PrimaryKeyConstraint("post_id", "account_id", name=op.f("pk_post_mention")),
    )
    with op.batch_alter_table("post_mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_mention_account_id"), ["account_id"], unique=False)

    op.create_table(
        "post_report",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("reporter_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.String(length=36), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_post_report_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_report_post_id")),
        sa.ForeignKeyConstraint(["reporter_id"], ["account.id"], name=op.f("fk_post_report_reporter_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["account.id"], name=op.f("fk_post_report_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_report")),
        sa.UniqueConstraint("post_id", "reporter_id", name=op.f("uq_post_report_post_id_reporter_id")),
    )
    with op.batch_alter_table("post_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_report_reporter_id"), ["reporter_id"], unique=False)
        batch_op.create_index("ix_post_report_waiting", ["organisation_id", "settled_at", "created_at"], unique=False)

    if op.get_bind().dialect.name == "sqlite":
        for statement in _FTS:
            op.execute(statement)
    else:
        op.create_index(
            "ix_forum_entry_words", "forum_entry", [sa.text("to_tsvector('simple', stems)")], postgresql_using="gin"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("written", "gone", "changed"):
            op.execute(f"DROP TRIGGER forum_entry_{name}")
        op.execute("DROP TABLE forum_words")
    else:
        op.drop_index("ix_forum_entry_words", table_name="forum_entry")
    with op.batch_alter_table("post_report", schema=None) as batch_op:
        batch_op.drop_index("ix_post_report_waiting")
        batch_op.drop_index(batch_op.f("ix_post_report_reporter_id"))

    op.drop_table("post_report")
    with op.batch_alter_table("post_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_mention_account_id"))

    op.drop_table("post_mention")
    with op.batch_alter_table("post_file", schema=None) as batch_op:
        batch_op.drop_index("ix_post_file_post")
        batch_op.drop_index(batch_op.f("ix_post_file_file_id"))

    op.drop_table("post_file")
    with op.batch_alter_table("forum_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_entry_organisation_id"))

    op.drop_table("forum_entry")
    with op.batch_alter_table("forum_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_feed_account_id"))

    op.drop_table("forum_feed")
    with op.batch_alter_table("expert_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_expert_profile_account_id"))

    op.drop_table("expert_profile")
