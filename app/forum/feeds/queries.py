"""Private addresses, and the posts that a feed tells."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.asking import who
from app.core.db import AnyRow
from app.forum.feeds.models import ForumFeed
from app.forum.models import ForumSpace, Post, Thread
from app.forum.naming_queries import AUTHOR_OF_POST
from app.forum.queries.threads import open_to
from app.identity.models import Account

_FEED: Select[Any] = select(ForumFeed).where(
    ForumFeed.organisation_id == bindparam("organisation_id"), ForumFeed.account_id == bindparam("account_id")
)
_FEED_TO_CHANGE = _FEED.with_for_update(key_share=True)


def feed_of(session: Session, actor: Actor) -> ForumFeed | None:
    found: ForumFeed | None = session.scalar(_FEED, who(actor))
    return found


def feed_to_change(session: Session, actor: Actor) -> ForumFeed | None:
    found: ForumFeed | None = session.scalar(_FEED_TO_CHANGE, who(actor))
    return found


def feed_by_print(session: Session, fingerprint: str) -> AnyRow | None:
    return session.execute(
        select(ForumFeed.account_id, ForumFeed.organisation_id, ForumFeed.token_hash, ForumFeed.created_at).where(
            ForumFeed.token_hash == fingerprint
        )
    ).first()


def latest(session: Session, actor: Actor, *, space_id: str, thread_id: str, limit: int) -> Sequence[AnyRow]:
    """The latest posts that the actor may read now, in the whole forum, a space or a thread."""
    statement = (
        select(
            Post.id,
            Post.thread_id,
            Post.number,
            Post.html,
            Post.created_at,
            Post.edited_at,
            Thread.title,
            AUTHOR_OF_POST,
        )
        .join(Thread, Thread.id == Post.thread_id)
        .join(ForumSpace, ForumSpace.id == Thread.space_id)
        .join(Account, Account.id == Post.author_id)
        .where(
            Post.organisation_id == actor.organisation_id,
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
            Thread.deleted_at.is_(None),
            open_to(actor),
        )
    )
    if space_id:
        statement = statement.where(Thread.space_id == space_id)
    if thread_id:
        statement = statement.where(Thread.id == thread_id)
    return session.execute(statement.order_by(Post.created_at.desc(), Post.id.desc()).limit(limit)).all()
