"""Spaces (*espaces*), their threads (*fils*) and posts, and what each person reads, follows and thanks for."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import Base
from app.core.ids import new_id
from app.core.privacy import IMPERSONAL, Basis, Purpose, Retention, personal

_words = personal(Purpose.EXCHANGE, Basis.CONTRACT, Retention.PATH)
_PINNED = text("pinned_at IS NOT NULL")
_WAITING = text("kind = 'question' AND accepted_post_id IS NULL")
_ANNOUNCED = text("kind = 'announcement'")
_IN_COURSE = text("course_id IS NOT NULL")
_IN_GROUP = text("group_id IS NOT NULL")
_ALONE = text("course_id IS NULL AND group_id IS NULL AND own_name = ''")


class ForumSpace(Base):
    """A place of the forum: of a course, of a group, of the whole organisation, or shared with business owners."""

    __tablename__ = "forum_space"
    __table_args__ = (
        Index("ix_forum_space_list", "organisation_id", "position"),
        Index("ix_forum_space_course", "course_id", unique=True, sqlite_where=_IN_COURSE, postgresql_where=_IN_COURSE),
        Index("ix_forum_space_group", "group_id", unique=True, sqlite_where=_IN_GROUP, postgresql_where=_IN_GROUP),
        # the two that every organisation has once; those that it adds have a name
        Index("ix_forum_space_alone", "organisation_id", "kind", unique=True, sqlite_where=_ALONE, postgresql_where=_ALONE),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(13), info=IMPERSONAL)  # course, group, organisation, entrepreneurs
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("learner_group.id"))
    own_name: Mapped[str] = mapped_column(String(80), default="", info=IMPERSONAL)  # empty: named by its course or kind
    description: Mapped[str] = mapped_column(String(300), default="", info=IMPERSONAL)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]  # read, and no longer written in


class Thread(Base):
    """A subject with its posts. Merged into another one it stays as a signpost; removed, it stays for moderators."""

    __tablename__ = "thread"
    __table_args__ = (
        UniqueConstraint("organisation_id", "activity_id"),  # a forum task has one thread, shared by everyone
        Index("ix_thread_latest", "organisation_id", "last_post_at", "id"),
        Index("ix_thread_space", "space_id", "last_post_at", "id"),
        Index("ix_thread_pinned", "organisation_id", "space_id", sqlite_where=_PINNED, postgresql_where=_PINNED),
        Index("ix_thread_waiting", "organisation_id", "last_post_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_thread_announced", "organisation_id", "last_post_at", "id", sqlite_where=_ANNOUNCED, postgresql_where=_ANNOUNCED),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    space_id: Mapped[str] = mapped_column(ForeignKey("forum_space.id"))
    kind: Mapped[str] = mapped_column(String(12), default="discussion", info=IMPERSONAL)  # a key of rules.KINDS
    course_id: Mapped[str | None] = mapped_column(ForeignKey("course.id"))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"), index=True)  # the forum task it answers
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)  # who asks is known to moderators only
    title: Mapped[str] = mapped_column(String(200), info=_words)
    experts: Mapped[bool] = mapped_column(default=False)  # business owners are invited to read and answer
    takes_replies: Mapped[bool] = mapped_column(default=True)  # an announcement may take none
    posts: Mapped[int] = mapped_column(default=0)  # and the number of the last one
    # No foreign key: the two tables would hold each other.
    accepted_post_id: Mapped[str | None] = mapped_column(String(36))
    pinned_at: Mapped[datetime | None]
    pinned_until: Mapped[datetime | None]  # none: until somebody unpins it
    locked_at: Mapped[datetime | None]
    locked_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    locked_why: Mapped[str] = mapped_column(String(300), default="", info=_words)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("thread.id"), index=True)
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    deleted_why: Mapped[str] = mapped_column(String(300), default="", info=_words)
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_post_at: Mapped[datetime] = mapped_column(default=now)


class Post(Base):
    """What one person says, at its place in the thread. A post taken back keeps its place."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("thread_id", "number"),
        Index("ix_post_author", "author_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    thread_id: Mapped[str] = mapped_column(ForeignKey("thread.id"))
    number: Mapped[int]  # 1 opens the thread; given anew when two threads become one
    author_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    reply_to_number: Mapped[int | None]  # the post of the same thread that it answers
    body: Mapped[str] = mapped_column(Text, info=_words)  # Markdown
    html: Mapped[str] = mapped_column(Text, info=_words)  # the same, rendered and cleaned
    via: Mapped[str] = mapped_column(String(4), default="page", info=IMPERSONAL)  # page, mail, api
    thanks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    edited_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    hidden_at: Mapped[datetime | None]  # put aside by moderation, until it is read
    hidden_by_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    hidden_why: Mapped[str] = mapped_column(String(300), default="", info=_words)


class PostVersion(Base):
    """What a post said before it was changed, for moderators."""

    __tablename__ = "post_version"
    __table_args__ = (Index("ix_post_version_post", "post_id", "replaced_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    body: Mapped[str] = mapped_column(Text, info=_words)
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime] = mapped_column(default=now)
    replaced_by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))


class ThreadFollow(Base):
    """Whether somebody wants news of a thread. `chosen`: they said so; else it came with what they wrote."""

    __tablename__ = "thread_follow"
    __table_args__ = (Index("ix_thread_follow_thread", "thread_id", "level"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    thread_id: Mapped[str] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    level: Mapped[str] = mapped_column(String(6), info=_words)  # follow, mute
    chosen: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(default=now)


class SpaceFollow(Base):
    """Whether somebody wants news of every thread of a space."""

    __tablename__ = "space_follow"
    __table_args__ = (Index("ix_space_follow_space", "space_id", "level"),)

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    space_id: Mapped[str] = mapped_column(ForeignKey("forum_space.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    level: Mapped[str] = mapped_column(String(6), info=_words)  # follow, mute
    at: Mapped[datetime] = mapped_column(default=now)


class ThreadReading(Base):
    """How far somebody has read a thread: every post up to a number. Going back to a post lowers it."""

    __tablename__ = "thread_reading"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    thread_id: Mapped[str] = mapped_column(ForeignKey("thread.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    read_to: Mapped[int] = mapped_column(info=_words)
    at: Mapped[datetime] = mapped_column(default=now)


class PostThanks(Base):
    """Somebody says that a post was of use to them."""

    __tablename__ = "post_thanks"

    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True, index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class ForumAct(Base):
    """What moderators did to a thread or a post, when and why."""

    __tablename__ = "forum_act"
    __table_args__ = (
        Index("ix_forum_act_thread", "thread_id", "at"),
        Index("ix_forum_act_list", "organisation_id", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    thread_id: Mapped[str] = mapped_column(ForeignKey("thread.id"))
    post_id: Mapped[str | None] = mapped_column(ForeignKey("post.id"))
    act: Mapped[str] = mapped_column(String(20), info=IMPERSONAL)  # a key of history.ACTS
    reason: Mapped[str] = mapped_column(String(300), default="", info=_words)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=IMPERSONAL)  # ids: from where, to where
    by_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(default=now)
