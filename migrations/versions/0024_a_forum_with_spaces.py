"""a_forum_with_spaces: places, kinds of threads, numbered posts, what each person reads, follows and thanks for"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WAITING = "kind = 'question' AND accepted_post_id IS NULL"
_ANNOUNCED = "kind = 'announcement'"
_SPACE = (
    "id", "organisation_id", "kind", "course_id", "group_id", "own_name", "description", "position", "created_at",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "forum_space",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=13), nullable=False),
        sa.Column("course_id", sa.String(length=36), nullable=True),
        sa.Column("group_id", sa.String(length=36), nullable=True),
        sa.Column("own_name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_forum_space_course_id")),
        sa.ForeignKeyConstraint(["group_id"], ["learner_group.id"], name=op.f("fk_forum_space_group_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_forum_space_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_space")),
    )
    with op.batch_alter_table("forum_space", schema=None) as batch_op:
        batch_op.create_index(
            "ix_forum_space_alone",
            ["organisation_id", "kind"],
            unique=True,
            sqlite_where=sa.text("course_id IS NULL AND group_id IS NULL AND own_name = ''"),
            postgresql_where=sa.text("course_id IS NULL AND group_id IS NULL AND own_name = ''"),
        )
        batch_op.create_index(
            "ix_forum_space_course",
            ["course_id"],
            unique=True,
            sqlite_where=sa.text("course_id IS NOT NULL"),
            postgresql_where=sa.text("course_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_forum_space_group",
            ["group_id"],
            unique=True,
            sqlite_where=sa.text("group_id IS NOT NULL"),
            postgresql_where=sa.text("group_id IS NOT NULL"),
        )
        batch_op.create_index("ix_forum_space_list", ["organisation_id", "position"], unique=False)

    op.create_table(
        "space_follow",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("space_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=6), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_space_follow_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_space_follow_organisation_id")),
        sa.ForeignKeyConstraint(["space_id"], ["forum_space.id"], name=op.f("fk_space_follow_space_id")),
        sa.PrimaryKeyConstraint("account_id", "space_id", name=op.f("pk_space_follow")),
    )
    with op.batch_alter_table("space_follow", schema=None) as batch_op:
        batch_op.create_index("ix_space_follow_space", ["space_id", "level"], unique=False)

    op.create_table(
        "thread_follow",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=6), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_thread_follow_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_thread_follow_organisation_id")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_follow_thread_id")),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name=op.f("pk_thread_follow")),
    )
    with op.batch_alter_table("thread_follow", schema=None) as batch_op:
        batch_op.create_index("ix_thread_follow_thread", ["thread_id", "level"], unique=False)

    op.create_table(
        "thread_reading",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("read_to", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_thread_reading_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_thread_reading_organisation_id")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_reading_thread_id")),
        sa.PrimaryKeyConstraint("account_id", "thread_id", name=op.f("pk_thread_reading")),
    )
    op.create_table(
        "forum_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("thread_id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_forum_act_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_forum_act_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_forum_act_post_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_forum_act_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_act")),
    )
    with op.batch_alter_table("forum_act", schema=None) as batch_op:
        batch_op.create_index("ix_forum_act_list", ["organisation_id", "at"], unique=False)
        batch_op.create_index("ix_forum_act_thread", ["thread_id", "at"], unique=False)

    op.create_table(
        "post_thanks",
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_post_thanks_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_post_thanks_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_thanks_post_id")),
        sa.PrimaryKeyConstraint("post_id", "account_id", name=op.f("pk_post_thanks")),
    )
    with op.batch_alter_table("post_thanks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_thanks_account_id"), ["account_id"], unique=False)

    op.create_table(
        "post_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("post_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_post_version_organisation_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_version_post_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["account.id"], name=op.f("fk_post_version_replaced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_version")),
    )
    with op.batch_alter_table("post_version", schema=None) as batch_op:
        batch_op.create_index("ix_post_version_post", ["post_id", "replaced_at"], unique=False)

    # New columns take a value first, so that what is there can be filled before more is asked of it.
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("reply_to_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("via", sa.String(length=4), nullable=False, server_default="page"))
        batch_op.add_column(sa.Column("thanks", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deleted_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("hidden_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("hidden_why", sa.String(length=300), nullable=False, server_default=""))
        batch_op.drop_index(batch_op.f("ix_post_author_id"))
        batch_op.drop_index("ix_post_thread")

    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("space_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("kind", sa.String(length=12), nullable=False, server_default="discussion"))
        batch_op.add_column(sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("takes_replies", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("accepted_post_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("pinned_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("locked_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("locked_why", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deleted_by_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("deleted_why", sa.String(length=300), nullable=False, server_default=""))

    _lay_spaces()
    _number_posts()

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.alter_column("number", existing_type=sa.Integer(), nullable=False)
        for name in ("anonymous", "via", "thanks", "hidden_why"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index("ix_post_author", ["author_id", "created_at"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_post_thread_id_number"), ["thread_id", "number"])
        batch_op.create_foreign_key(batch_op.f("fk_post_edited_by_id"), "account", ["edited_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_post_hidden_by_id"), "account", ["hidden_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_post_deleted_by_id"), "account", ["deleted_by_id"], ["id"])

    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.alter_column("space_id", existing_type=sa.String(length=36), nullable=False)
        for name in ("kind", "anonymous", "takes_replies", "locked_why", "deleted_why"):
            batch_op.alter_column(name, server_default=None)
        for name, condition in (("ix_thread_announced", _ANNOUNCED), ("ix_thread_waiting", _WAITING)):
            batch_op.create_index(
                name,
                ["organisation_id", "last_post_at", "id"],
                unique=False,
                sqlite_where=sa.text(condition),
                postgresql_where=sa.text(condition),
            )
        batch_op.create_index(
            "ix_thread_pinned",
            ["organisation_id", "space_id"],
            unique=False,
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_thread_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index("ix_thread_space", ["space_id", "last_post_at", "id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_thread_locked_by_id"), "account", ["locked_by_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_thread_space_id"), "forum_space", ["space_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_thread_merged_into_id"), "thread", ["merged_into_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_thread_deleted_by_id"), "account", ["deleted_by_id"], ["id"])


def _lay_spaces() -> None:
    """One space for each organisation, one « entre entrepreneurs », one for each published course and each group.

    A thread of a course goes to the space of that course, another one that business owners were invited to goes
    « entre entrepreneurs », the rest goes to the organisation.
    """
    connection = op.get_bind()
    moment = sa.func.current_timestamp()
    space = sa.table("forum_space", *(sa.column(name) for name in _SPACE))

    def lay(organisation_id: str, kind: str, position: int, course_id: object = None, group_id: object = None) -> None:
        connection.execute(
            sa.insert(space).values(
                id=str(uuid4()),
                organisation_id=organisation_id,
                kind=kind,
                course_id=course_id,
                group_id=group_id,
                own_name="",
                description="",
                position=position,
                created_at=moment,
            )
        )

    for (organisation_id,) in connection.execute(sa.text("SELECT id FROM organisation ORDER BY id")).all():
        lay(organisation_id, "organisation", 0)
        lay(organisation_id, "entrepreneurs", 30)
    for course_id, organisation_id in connection.execute(
        sa.text(
            "SELECT id, organisation_id FROM course WHERE edition_number IS NOT NULL "
            "OR EXISTS (SELECT 1 FROM thread WHERE thread.course_id = course.id) ORDER BY id"
        )
    ).all():
        lay(organisation_id, "course", 10, course_id=course_id)
    for group_id, organisation_id in connection.execute(
        sa.text("SELECT id, organisation_id FROM learner_group WHERE archived_at IS NULL ORDER BY id")
    ).all():
        lay(organisation_id, "group", 20, group_id=group_id)
    op.execute(
        """UPDATE thread SET space_id = (
            SELECT forum_space.id FROM forum_space
            WHERE forum_space.organisation_id = thread.organisation_id AND CASE
                WHEN thread.course_id IS NOT NULL THEN forum_space.course_id = thread.course_id
                WHEN thread.experts THEN forum_space.kind = 'entrepreneurs'
                ELSE forum_space.kind = 'organisation' END)"""
    )


def _number_posts() -> None:
    """The posts of each thread in the order of time; whoever wrote has read that far, and follows."""
    op.execute(
        """UPDATE post SET number = ranked.place FROM (
            SELECT id, row_number() OVER (PARTITION BY thread_id ORDER BY created_at, id) AS place FROM post
        ) AS ranked WHERE ranked.id = post.id"""
    )
    op.execute("UPDATE thread SET posts = (SELECT count(*) FROM post WHERE post.thread_id = thread.id)")
    wrote = "FROM post GROUP BY author_id, thread_id, organisation_id"
    op.execute(
        f"""INSERT INTO thread_reading (account_id, thread_id, organisation_id, read_to, at)
        SELECT author_id, thread_id, organisation_id, max(number), max(created_at) {wrote}"""
    )
    op.execute(
        f"""INSERT INTO thread_follow (account_id, thread_id, organisation_id, level, chosen, at)
        SELECT author_id, thread_id, organisation_id, 'follow', false, max(created_at) {wrote}"""
    )


def downgrade() -> None:
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_thread_deleted_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_thread_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_thread_space_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_thread_locked_by_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_thread_waiting",
            sqlite_where=sa.text("kind = 'question' AND accepted_post_id IS NULL"),
            postgresql_where=sa.text("kind = 'question' AND accepted_post_id IS NULL"),
        )
        batch_op.drop_index("ix_thread_space")
        batch_op.drop_index(
            "ix_thread_pinned",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_thread_merged_into_id"))
        batch_op.drop_index(
            "ix_thread_announced",
            sqlite_where=sa.text("kind = 'announcement'"),
            postgresql_where=sa.text("kind = 'announcement'"),
        )
        batch_op.drop_column("deleted_why")
        batch_op.drop_column("deleted_by_id")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("locked_why")
        batch_op.drop_column("locked_by_id")
        batch_op.drop_column("locked_at")
        batch_op.drop_column("pinned_until")
        batch_op.drop_column("pinned_at")
        batch_op.drop_column("accepted_post_id")
        batch_op.drop_column("takes_replies")
        batch_op.drop_column("anonymous")
        batch_op.drop_column("kind")
        batch_op.drop_column("space_id")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_deleted_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_post_hidden_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_post_edited_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_post_thread_id_number"), type_="unique")
        batch_op.drop_index("ix_post_author")
        batch_op.create_index(batch_op.f("ix_post_thread"), ["thread_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_author_id"), ["author_id"], unique=False)
        batch_op.drop_column("hidden_why")
        batch_op.drop_column("hidden_by_id")
        batch_op.drop_column("hidden_at")
        batch_op.drop_column("deleted_by_id")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("edited_by_id")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("thanks")
        batch_op.drop_column("via")
        batch_op.drop_column("reply_to_number")
        batch_op.drop_column("anonymous")
        batch_op.drop_column("number")

    with op.batch_alter_table("post_version", schema=None) as batch_op:
        batch_op.drop_index("ix_post_version_post")

    op.drop_table("post_version")
    with op.batch_alter_table("post_thanks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_thanks_account_id"))

    op.drop_table("post_thanks")
    with op.batch_alter_table("forum_act", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_act_thread")
        batch_op.drop_index("ix_forum_act_list")

    op.drop_table("forum_act")
    op.drop_table("thread_reading")
    with op.batch_alter_table("thread_follow", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_follow_thread")

    op.drop_table("thread_follow")
    with op.batch_alter_table("space_follow", schema=None) as batch_op:
        batch_op.drop_index("ix_space_follow_space")

    op.drop_table("space_follow")
    with op.batch_alter_table("forum_space", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_space_list")
        batch_op.drop_index(
            "ix_forum_space_group",
            sqlite_where=sa.text("group_id IS NOT NULL"),
            postgresql_where=sa.text("group_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_forum_space_course",
            sqlite_where=sa.text("course_id IS NOT NULL"),
            postgresql_where=sa.text("course_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_forum_space_alone",
            sqlite_where=sa.text("course_id IS NULL AND group_id IS NULL AND own_name = ''"),
            postgresql_where=sa.text("course_id IS NULL AND group_id IS NULL AND own_name = ''"),
        )

    op.drop_table("forum_space")
