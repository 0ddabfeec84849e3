"""Threads and posts, for those who may see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, bindparam, false, func, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.cursors import Position
from app.core.errors import NotFound
from app.forum import policies
from app.forum.models import ForumSpace, Post, Thread
from app.identity.models import Account, Membership

AnyRow = Row[*tuple[Any, ...]]

_THREADS: Select[*tuple[Any, ...]] = select(
    Thread.id,
    Thread.title,
    Thread.experts,
    Thread.posts,
    Thread.created_at,
    Thread.last_post_at,
    Thread.course_id,
    Thread.activity_id,
    Thread.author_id,
    Account.name.label("author_name"),
).join(Account, Account.id == Thread.author_id)

_THREAD = _THREADS.where(Thread.id == bindparam("thread_id"), Thread.organisation_id == bindparam("organisation_id"))

_POSTS: Select[*tuple[Any, ...]] = (
    select(Post.id, Post.author_id, Post.body, Post.html, Post.created_at, Account.name.label("author_name"))
    .join(Account, Account.id == Post.author_id)
    .where(Post.thread_id == bindparam("thread_id"))
)
_LATEST_POSTS = _POSTS.order_by(Post.created_at.desc(), Post.id.desc()).limit(bindparam("limit"))

_THREAD_OF_ACTIVITY: Select[*tuple[Any, ...]] = select(Thread.id, Thread.posts, Thread.experts).where(
    Thread.organisation_id == bindparam("organisation_id"), Thread.activity_id == bindparam("activity_id")
)

_POSTS_BY = select(func.count()).where(
    Post.thread_id == bindparam("thread_id"), Post.author_id == bindparam("author_id")
)


_SAME_POST = (
    select(Post.id)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.author_id == bindparam("author_id"),
        Post.created_at >= bindparam("since"),
        Post.body == bindparam("body"),
    )
    .order_by(Post.created_at.desc())
    .limit(1)
)
_threads = cast(Table, Thread.__table__)
ONE_MORE_POST = (
    update(_threads)
    .where(_threads.c.id == bindparam("thread_id"))
    .values(posts=_threads.c.posts + 1, last_post_at=bindparam("at"))
    .returning(_threads.c.posts)
)


def visible_threads(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The threads of the actor's organisation that are open to them."""
    statement = _THREADS.where(Thread.organisation_id == actor.organisation_id)
    if policies.reads_all(actor):
        return statement
    return statement.where(Thread.experts) if actor.has(Role.EXPERT) else statement.where(false())


def threads(
    session: Session,
    actor: Actor,
    *,
    which: str = "",
    before: Position | None = None,
    limit: int = 30,
) -> Sequence[AnyRow]:
    """The latest talked in first. `which`: "mine" (opened or answered by the actor), "experts", or all."""
    statement = visible_threads(actor)
    if which == "mine":
        statement = statement.where(Thread.id.in_(select(Post.thread_id).where(Post.author_id == actor.account_id)))
    elif which == "experts":
        statement = statement.where(Thread.experts)
    if before:
        moment, row_id = before
        statement = statement.where(
            (Thread.last_post_at < moment) | ((Thread.last_post_at == moment) & (Thread.id < row_id))
        )
    return session.execute(statement.order_by(Thread.last_post_at.desc(), Thread.id.desc()).limit(limit)).all()


def thread_for(session: Session, actor: Actor, thread_id: str) -> AnyRow:
    """A thread that the actor sees; NotFound otherwise."""
    row = session.execute(_THREAD, {"thread_id": thread_id, "organisation_id": actor.organisation_id}).first()
    if row is None or not (policies.reads_all(actor) or (row.experts and actor.has(Role.EXPERT))):
        raise NotFound()
    return row


def latest_posts(
    session: Session, thread_id: str, *, before: Position | None = None, limit: int = 50
) -> Sequence[AnyRow]:
    """The end of a thread (or what comes before a post), newest first."""
    statement = _LATEST_POSTS
    if before:
        moment, row_id = before
        statement = statement.where((Post.created_at < moment) | ((Post.created_at == moment) & (Post.id < row_id)))
    return session.execute(statement, {"thread_id": thread_id, "limit": limit}).all()


def posts_after(
    session: Session, thread_id: str, *, after: Position | None = None, limit: int = 50
) -> Sequence[AnyRow]:
    """A thread from its beginning (or after a post), oldest first."""
    statement = _POSTS
    if after:
        moment, row_id = after
        statement = statement.where((Post.created_at > moment) | ((Post.created_at == moment) & (Post.id > row_id)))
    statement = statement.order_by(Post.created_at, Post.id).limit(limit)
    return session.execute(statement, {"thread_id": thread_id}).all()


def roles_of(session: Session, organisation_id: str, account_ids: Iterable[str]) -> dict[str, set[str]]:
    """The roles that some people hold in an organisation."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in session.execute(
        select(Membership.account_id, Membership.role).where(
            Membership.organisation_id == organisation_id, Membership.account_id.in_(sorted(set(account_ids)))
        )
    ):
        found[row.account_id].add(row.role)
    return found


def thread_of_activity(session: Session, organisation_id: str, activity_id: str) -> AnyRow | None:
    """(id, posts, experts) of the thread of a forum task, when somebody has answered it."""
    return session.execute(
        _THREAD_OF_ACTIVITY, {"organisation_id": organisation_id, "activity_id": activity_id}
    ).first()


def count_posts_by(session: Session, thread_id: str, author_id: str) -> int:
    return session.execute(_POSTS_BY, {"thread_id": thread_id, "author_id": author_id}).scalar() or 0


def same_post(session: Session, thread_id: str, author_id: str, body: str, since: datetime) -> Post | None:
    """The post that says the same, by the same person, since a moment."""
    wanted = {"thread_id": thread_id, "author_id": author_id, "since": since, "body": body}
    known = session.execute(_SAME_POST, wanted).scalar()
    return session.get(Post, known) if known else None


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
            Post.author_id == author_id,
            Post.body == body,
        )
        .order_by(Thread.created_at.desc())
        .limit(1)
    )


def posts_of_person(session: Session, organisation_id: str, account_id: str, limit: int = 10) -> Sequence[AnyRow]:
    """What a person wrote on the forum, newest first, with the title of each thread."""
    return session.execute(
        select(Post.id, Post.thread_id, Post.html, Post.created_at, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.organisation_id == organisation_id, Post.author_id == account_id)
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(limit)
    ).all()


def space_known(session: Session, organisation_id: str, kind: str, course_id: str | None) -> str | None:
    """The id of the space of a course, or of the one of its kind that every organisation has once."""
    return session.scalar(
        select(ForumSpace.id).where(
            ForumSpace.organisation_id == organisation_id,
            ForumSpace.kind == kind,
            ForumSpace.course_id == course_id if course_id else ForumSpace.own_name == "",
        )
    )
