"""Posts, in the order of their thread. Whoever asks has seen the thread."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, bindparam, case, exists, func, null, select, update
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.core.errors import NotFound
from app.forum.models import Post, PostThanks, PostVersion, Thread
from app.forum.naming_queries import AUTHOR_OF_POST
from app.forum.rules import Placed
from app.identity.models import Account, Membership

_answered = aliased(Post)
_answered_author = aliased(Account)

_POSTS: Select[*tuple[Any, ...]] = (
    select(
        Post.id,
        Post.thread_id,
        Post.number,
        Post.author_id,
        Post.anonymous,
        Post.body,
        Post.html,
        Post.reply_to_number,
        Post.via,
        Post.thanks,
        Post.created_at,
        Post.edited_at,
        Post.deleted_at,
        Post.deleted_by_id,
        Post.hidden_at,
        Post.hidden_why,
        AUTHOR_OF_POST,
        case((_answered.anonymous, null()), else_=_answered_author.name).label("answered_name"),
        _answered.anonymous.label("answered_anonymous"),
    )
    .join(Account, Account.id == Post.author_id)
    .outerjoin(_answered, (_answered.thread_id == Post.thread_id) & (_answered.number == Post.reply_to_number))
    .outerjoin(_answered_author, _answered_author.id == _answered.author_id)
    .where(Post.thread_id == bindparam("thread_id"))
)
_LATEST_POSTS = _POSTS.order_by(Post.number.desc()).limit(bindparam("limit"))
_POSTS_FROM = _POSTS.where(Post.number >= bindparam("first")).order_by(Post.number).limit(bindparam("limit"))
_THANKED: ColumnElement[bool] = exists().where(
    PostThanks.post_id == Post.id, PostThanks.account_id == bindparam("reader_id")
)
_SHOWN = _POSTS_FROM.add_columns(_THANKED.label("thanked"))
_ONE = _POSTS.add_columns(_THANKED.label("thanked"))

_POSTS_BY = select(func.count()).where(
    Post.thread_id == bindparam("thread_id"), Post.author_id == bindparam("author_id"), Post.deleted_at.is_(None)
)
_SAME_POST = (
    select(Post.id)
    .where(
        Post.thread_id == bindparam("thread_id"),
        Post.author_id == bindparam("author_id"),
        Post.created_at >= bindparam("since"),
        Post.body == bindparam("body"),
        Post.deleted_at.is_(None),
    )
    .order_by(Post.created_at.desc())
    .limit(1)
)
_WRITTEN = (
    select(Post.created_at)
    .where(
        Post.author_id == bindparam("author_id"),
        Post.created_at >= bindparam("since"),
        Post.created_at <= bindparam("until"),  # histories of a demonstration are lived in any order
    )
    .order_by(Post.created_at.desc())
    .limit(bindparam("limit"))
)
_posts = cast(Table, Post.__table__)
THANK = update(_posts).where(_posts.c.id == bindparam("post_id")).values(thanks=_posts.c.thanks + bindparam("more"))
# Numbers are unique in a thread at every instant: new ones go through negative ones.
PLACE = (
    update(_posts)
    .where(_posts.c.id == bindparam("post_id"))
    .values(thread_id=bindparam("into"), number=-bindparam("place"), reply_to_number=bindparam("answers"))
)
PLACED = (
    update(_posts).where(_posts.c.thread_id == bindparam("into"), _posts.c.number < 0).values(number=-_posts.c.number)
)


def latest_posts(session: Session, thread_id: str, *, limit: int = 50) -> Sequence[AnyRow]:
    """The end of a thread, newest first."""
    return session.execute(_LATEST_POSTS, {"thread_id": thread_id, "limit": limit}).all()


def posts_from(session: Session, thread_id: str, reader_id: str, first: int, limit: int) -> Sequence[AnyRow]:
    """The posts of a thread from a number on; `thanked`: the reader said thank you."""
    wanted = {"thread_id": thread_id, "first": first, "limit": limit, "reader_id": reader_id}
    return session.execute(_SHOWN, wanted).all()


def post_at(session: Session, thread_id: str, reader_id: str, number: int) -> AnyRow:
    """The post at a place of a thread; NotFound otherwise."""
    row = session.execute(_ONE.where(Post.number == number), {"thread_id": thread_id, "reader_id": reader_id}).first()
    if row is None:
        raise NotFound()
    return row


def post_by_id(session: Session, thread_id: str, reader_id: str, post_id: str) -> AnyRow | None:
    return session.execute(_ONE.where(Post.id == post_id), {"thread_id": thread_id, "reader_id": reader_id}).first()


def place_of(session: Session, organisation_id: str, post_id: str) -> AnyRow | None:
    """(thread_id, number) of a post, wherever it is now."""
    return session.execute(
        select(Post.thread_id, Post.number).where(Post.organisation_id == organisation_id, Post.id == post_id)
    ).first()


def post_to_change(session: Session, thread_id: str, number: int) -> Post:
    """The post at a place, held until the end of the act."""
    post = session.scalar(
        select(Post)
        .where(Post.thread_id == thread_id, Post.number == number)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if post is None:
        raise NotFound()
    return post


def placed(session: Session, thread_ids: Iterable[str]) -> list[Placed]:
    """Every post of some threads, as much as weaving them asks."""
    rows = session.execute(
        select(Post.id, Post.thread_id, Post.number, Post.reply_to_number, Post.created_at).where(
            Post.thread_id.in_(sorted(thread_ids))
        )
    )
    return [Placed(*row) for row in rows]


def versions(session: Session, post_id: str) -> Sequence[AnyRow]:
    """What a post said before each change, the latest first."""
    return session.execute(
        select(PostVersion.body, PostVersion.written_at, PostVersion.replaced_at, Account.name.label("by_name"))
        .join(Account, Account.id == PostVersion.replaced_by_id)
        .where(PostVersion.post_id == post_id)
        .order_by(PostVersion.replaced_at.desc(), PostVersion.id.desc())
    ).all()


_ROLES_OF = select(Membership.account_id, Membership.role).where(
    Membership.organisation_id == bindparam("organisation_id"),
    Membership.account_id.in_(bindparam("account_ids", expanding=True)),
)


def roles_of(session: Session, organisation_id: str, account_ids: Iterable[str]) -> dict[str, set[str]]:
    """The roles that some people hold in an organisation."""
    found: dict[str, set[str]] = defaultdict(set)
    wanted = {"organisation_id": organisation_id, "account_ids": sorted(set(account_ids))}
    for row in session.execute(_ROLES_OF, wanted):
        found[row.account_id].add(row.role)
    return found


def count_posts_by(session: Session, thread_id: str, author_id: str) -> int:
    return session.execute(_POSTS_BY, {"thread_id": thread_id, "author_id": author_id}).scalar() or 0


def written_since(session: Session, author_id: str, since: datetime, until: datetime, limit: int) -> list[datetime]:
    """When somebody wrote their last posts, the latest first."""
    wanted = {"author_id": author_id, "since": since, "until": until, "limit": limit}
    return list(session.scalars(_WRITTEN, wanted))


def same_post(session: Session, thread_id: str, author_id: str, body: str, since: datetime) -> Post | None:
    """The post that says the same, by the same person, since a moment."""
    wanted = {"thread_id": thread_id, "author_id": author_id, "since": since, "body": body}
    known = session.execute(_SAME_POST, wanted).scalar()
    return session.get(Post, known) if known else None


def posts_of_person(session: Session, organisation_id: str, account_id: str, limit: int = 10) -> Sequence[AnyRow]:
    """What a person wrote on the forum, newest first, with the title of each thread."""
    return session.execute(
        select(Post.id, Post.thread_id, Post.number, Post.html, Post.created_at, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            Post.organisation_id == organisation_id,
            Post.author_id == account_id,
            Post.anonymous.is_(False),  # what was asked without a name is never listed under one
            Post.deleted_at.is_(None),
            Thread.deleted_at.is_(None),
        )
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(limit)
    ).all()
