"""The threads of the forum, for those who may see them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, bindparam, case, false, func, null, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor, Role
from app.core.asking import somebody, who
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.forum import policies
from app.forum.models import ForumAct, ForumSpace, Post, SpaceFollow, Thread, ThreadFollow, ThreadReading
from app.forum.naming_queries import AUTHOR_OF_THREAD
from app.forum.queries.spaces import space_ids, visible_space_ids
from app.identity.models import Account

_last = aliased(Post)
_last_author = aliased(Account)

_THREADS: Select[*tuple[Any, ...]] = (
    select(
        Thread.id,
        Thread.space_id,
        Thread.kind,
        Thread.title,
        Thread.experts,
        Thread.takes_replies,
        Thread.posts,
        Thread.created_at,
        Thread.last_post_at,
        Thread.course_id,
        Thread.activity_id,
        Thread.author_id,
        Thread.anonymous,
        Thread.accepted_post_id,
        Thread.pinned_at,
        Thread.pinned_until,
        Thread.locked_at,
        Thread.locked_why,
        Thread.merged_into_id,
        Thread.deleted_at,
        Thread.deleted_why,
        ForumSpace.kind.label("space_kind"),
        ForumSpace.archived_at.label("space_archived_at"),
        AUTHOR_OF_THREAD,
    )
    .join(Account, Account.id == Thread.author_id)
    .join(ForumSpace, ForumSpace.id == Thread.space_id)
)

_THREAD_OF_ACTIVITY: Select[*tuple[Any, ...]] = select(Thread.id, Thread.posts, Thread.experts).where(
    Thread.organisation_id == bindparam("organisation_id"), Thread.activity_id == bindparam("activity_id")
)
_MERGED_INTO = select(Thread.merged_into_id).where(
    Thread.organisation_id == bindparam("organisation_id"), Thread.id == bindparam("thread_id")
)
_threads = cast(Table, Thread.__table__)
ONE_MORE_POST = (
    update(_threads)
    .where(_threads.c.id == bindparam("thread_id"))
    .values(posts=_threads.c.posts + 1, last_post_at=bindparam("at"))
    .returning(_threads.c.posts)
)


def open_to(actor: Actor, space_ids: Sequence[str] | None = None) -> ColumnElement[bool]:
    """What `policies.sees_thread` says, for every thread at once. One that was merged is seen where it went.

    `space_ids`: the spaces that the actor sees, when they are known: a long list is then read along its index.
    """
    standing = [Thread.organisation_id == actor.organisation_id, Thread.merged_into_id.is_(None)]
    if not policies.is_moderator(actor):
        standing.append(Thread.deleted_at.is_(None))
    if policies.reads_all(actor):
        return and_(*standing)
    doors: list[ColumnElement[bool]] = []
    if actor.has(Role.LEARNER):
        doors.append(Thread.space_id.in_(visible_space_ids(actor) if space_ids is None else space_ids))
    if actor.has(Role.EXPERT):
        doors += [Thread.experts.is_(True), ForumSpace.kind == "entrepreneurs"]
    return and_(*standing, or_(*doors)) if doors else false()


def visible_threads(actor: Actor, space_ids: Sequence[str] | None = None) -> Select[*tuple[Any, ...]]:
    """The threads of the actor's organisation that are open to them."""
    return _THREADS.where(open_to(actor, space_ids))


def _with_marks(statement: Select[*tuple[Any, ...]], actor: Actor) -> Select[*tuple[Any, ...]]:
    """With how far the actor has read, what news they want, and who spoke last."""
    return (
        statement.outerjoin(
            ThreadReading,
            and_(ThreadReading.thread_id == Thread.id, ThreadReading.account_id == actor.account_id),
        )
        .outerjoin(ThreadFollow, and_(ThreadFollow.thread_id == Thread.id, ThreadFollow.account_id == actor.account_id))
        .outerjoin(
            SpaceFollow, and_(SpaceFollow.space_id == Thread.space_id, SpaceFollow.account_id == actor.account_id)
        )
        .outerjoin(_last, and_(_last.thread_id == Thread.id, _last.number == Thread.posts))
        .outerjoin(_last_author, _last_author.id == _last.author_id)
        .add_columns(
            ThreadReading.read_to,
            ThreadFollow.level,
            ThreadFollow.chosen,
            SpaceFollow.level.label("space_level"),
            case((_last.anonymous, null()), else_=_last_author.name).label("last_author_name"),
            _last.anonymous.label("last_anonymous"),
        )
    )


def _news(horizon: datetime) -> ColumnElement[bool]:
    """What `rules.unread` counts, for every thread at once: something new, and the actor has not said otherwise."""
    return and_(
        Thread.last_post_at >= horizon,
        func.coalesce(ThreadReading.read_to, 0) < Thread.posts,
        func.coalesce(ThreadFollow.level, SpaceFollow.level, "") != "mute",
    )


def threads(
    session: Session,
    actor: Actor,
    *,
    which: str = "",
    space_id: str = "",
    horizon: datetime | None = None,
    before: Position | None = None,
    limit: int = 30,
) -> Sequence[AnyRow]:
    """The latest talked in first. `which`: "mine" (opened or answered by the actor), "experts", "unread" (needs the
    horizon), "followed", "waiting" (questions without an accepted answer), "announcements", "removed", or all."""
    given: dict[str, Any] = who(actor) | {"limit": limit, "space_id": space_id, "horizon": horizon}
    if not policies.reads_all(actor):
        given["space_ids"] = space_ids(session, actor)
    if before:
        given |= {"before": before[0], "before_id": before[1]}
    which = "" if which == "unread" and horizon is None else which
    return session.execute(_listed(actor.roles, which, bool(space_id), bool(before)), given).all()


@cache
def _listed(roles: frozenset[Role], which: str, in_space: bool, goes_on: bool) -> Select[*tuple[Any, ...]]:
    actor = somebody(roles)
    known = None if policies.reads_all(actor) else cast(Sequence[str], bindparam("space_ids", expanding=True))
    statement = _with_marks(visible_threads(actor, known), actor)
    statement = statement.where(Thread.deleted_at.is_not(None) if which == "removed" else Thread.deleted_at.is_(None))
    if in_space:
        statement = statement.where(Thread.space_id == bindparam("space_id"))
    if which == "mine":
        statement = statement.where(Thread.id.in_(select(Post.thread_id).where(Post.author_id == actor.account_id)))
    elif which == "experts":
        statement = statement.where(Thread.experts)
    elif which == "unread":
        statement = statement.where(_news(cast(datetime, bindparam("horizon"))))
    elif which == "followed":
        statement = statement.where(func.coalesce(ThreadFollow.level, SpaceFollow.level) == "follow")
    elif which == "waiting":
        statement = statement.where(Thread.kind == "question", Thread.accepted_post_id.is_(None))
    elif which == "announcements":
        statement = statement.where(Thread.kind == "announcement")
    if goes_on:
        moment = cast(datetime, bindparam("before"))
        statement = statement.where(
            Thread.last_post_at <= moment,  # what the index is read from; the rest tells twins of one instant apart
            (Thread.last_post_at < moment) | (Thread.id < bindparam("before_id")),
        )
    return statement.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(bindparam("limit"))


def pinned(session: Session, actor: Actor, space_id: str, moment: datetime, limit: int = 10) -> Sequence[AnyRow]:
    """The threads kept at the top of a space, or of all of them; the last pinned first."""
    given = who(actor) | {"space_id": space_id, "moment": moment, "limit": limit}
    return session.execute(_pinned(actor.roles, bool(space_id)), given).all()


@cache
def _pinned(roles: frozenset[Role], in_space: bool) -> Select[*tuple[Any, ...]]:
    actor = somebody(roles)
    statement = _with_marks(visible_threads(actor), actor).where(
        Thread.deleted_at.is_(None),
        Thread.pinned_at.is_not(None),
        or_(Thread.pinned_until.is_(None), Thread.pinned_until > bindparam("moment")),
    )
    if in_space:
        statement = statement.where(Thread.space_id == bindparam("space_id"))
    return statement.order_by(Thread.pinned_at.desc(), Thread.id).limit(bindparam("limit"))


@cache
def _thread_for(roles: frozenset[Role]) -> Select[*tuple[Any, ...]]:
    return _with_marks(visible_threads(somebody(roles)), somebody(roles)).where(Thread.id == bindparam("thread_id"))


def thread_for(session: Session, actor: Actor, thread_id: str) -> AnyRow:
    """A thread that the actor sees, with their marks; NotFound otherwise."""
    row = session.execute(_thread_for(actor.roles), who(actor) | {"thread_id": thread_id}).first()
    if row is None:
        raise NotFound()
    return row


def merged_into(session: Session, organisation_id: str, thread_id: str) -> str | None:
    """Where the posts of a thread are now, when it was merged into another one."""
    return session.scalar(_MERGED_INTO, {"organisation_id": organisation_id, "thread_id": thread_id})


def removed_from(session: Session, actor: Actor, thread_id: str) -> bool:
    """Whether the thread has been removed, which the actor would see else."""
    return (
        session.scalar(
            select(Thread.id)
            .join(ForumSpace, ForumSpace.id == Thread.space_id)
            .where(
                Thread.id == thread_id,
                Thread.organisation_id == actor.organisation_id,
                Thread.deleted_at.is_not(None),
                or_(ForumSpace.id.in_(visible_space_ids(actor)), Thread.experts & actor.has(Role.EXPERT)),
            )
        )
        is not None
    )


def thread_to_change(session: Session, organisation_id: str, thread_id: str) -> Thread:
    """The thread, held until the end of the act; the caller has taken the organisation's turn."""
    thread = session.scalar(
        select(Thread)
        .where(Thread.organisation_id == organisation_id, Thread.id == thread_id, Thread.merged_into_id.is_(None))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if thread is None:
        raise NotFound()
    return thread


def merged_earlier(session: Session, thread_id: str) -> Sequence[Thread]:
    return session.scalars(select(Thread).where(Thread.merged_into_id == thread_id).order_by(Thread.id)).all()


def titles_to_merge_into(
    session: Session, actor: Actor, thread_id: str, space_id: str, limit: int = 50
) -> Sequence[AnyRow]:
    """The latest threads of a space but one, for choosing where its posts go."""
    return session.execute(
        visible_threads(actor)
        .where(Thread.space_id == space_id, Thread.id != thread_id, Thread.deleted_at.is_(None))
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(limit)
    ).all()


def thread_of_activity(session: Session, organisation_id: str, activity_id: str) -> AnyRow | None:
    """(id, posts, experts) of the thread of a forum task, when somebody has answered it."""
    return session.execute(
        _THREAD_OF_ACTIVITY, {"organisation_id": organisation_id, "activity_id": activity_id}
    ).first()


def same_thread(
    session: Session, organisation_id: str, author_id: str, title: str, body: str, since: datetime
) -> Thread | None:
    """The thread opened with the same words, by the same person, since a moment."""
    return session.scalar(
        select(Thread)
        .join(Post, Post.thread_id == Thread.id)
        .where(
            Thread.organisation_id == organisation_id,
            Thread.last_post_at >= since,
            Thread.author_id == author_id,
            Thread.title == title,
            Thread.created_at >= since,
            Thread.deleted_at.is_(None),
            Thread.merged_into_id.is_(None),
            Post.author_id == author_id,
            Post.body == body,
        )
        .order_by(Thread.created_at.desc())
        .limit(1)
    )


def acts(session: Session, thread_id: str, limit: int = 50) -> Sequence[AnyRow]:
    """What moderators did to a thread and its posts, the latest first."""
    return session.execute(
        select(ForumAct.act, ForumAct.reason, ForumAct.details, ForumAct.at, Post.number, Account.name.label("by_name"))
        .join(Account, Account.id == ForumAct.by_id)
        .outerjoin(Post, Post.id == ForumAct.post_id)
        .where(ForumAct.thread_id == thread_id)
        .order_by(ForumAct.at.desc(), ForumAct.id.desc())
        .limit(limit)
    ).all()
