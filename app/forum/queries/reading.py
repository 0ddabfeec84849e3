"""How far people have read, and of what they want news."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, func, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.forum.models import SpaceFollow, Thread, ThreadFollow, ThreadReading

_readings = cast(Table, ThreadReading.__table__)
READ_TO = (
    update(_readings)
    .where(_readings.c.account_id == bindparam("reader_id"), _readings.c.thread_id == bindparam("thread"))
    .values(read_to=bindparam("number"), at=bindparam("moment"))
)


def reading(session: Session, account_id: str, thread_id: str) -> ThreadReading | None:
    return session.get(ThreadReading, (account_id, thread_id))


def follow(session: Session, account_id: str, thread_id: str) -> ThreadFollow | None:
    return session.get(ThreadFollow, (account_id, thread_id))


def readings_of(session: Session, thread_ids: Sequence[str]) -> Sequence[ThreadReading]:
    """Everybody's marks in some threads."""
    return session.scalars(
        select(ThreadReading).where(ThreadReading.thread_id.in_(sorted(thread_ids))).order_by(ThreadReading.account_id)
    ).all()


def follows_of(session: Session, thread_ids: Sequence[str]) -> Sequence[ThreadFollow]:
    """Everybody's wishes about some threads."""
    return session.scalars(
        select(ThreadFollow).where(ThreadFollow.thread_id.in_(sorted(thread_ids))).order_by(ThreadFollow.account_id)
    ).all()


def unread_in(session: Session, actor: Actor, space_id: str, horizon: datetime) -> list[tuple[str, int, bool]]:
    """The threads of a space with something new for the actor: id, posts, whether they have a mark there already."""
    from_forum = (
        select(Thread.id, Thread.posts, ThreadReading.read_to.is_not(None).label("marked"))
        .outerjoin(
            ThreadReading, and_(ThreadReading.thread_id == Thread.id, ThreadReading.account_id == actor.account_id)
        )
        .where(
            Thread.organisation_id == actor.organisation_id,
            Thread.space_id == space_id,
            Thread.deleted_at.is_(None),
            Thread.merged_into_id.is_(None),
            Thread.last_post_at >= horizon,
            func.coalesce(ThreadReading.read_to, 0) < Thread.posts,
        )
    )
    return [(row.id, row.posts, row.marked) for row in session.execute(from_forum)]


def followers(session: Session, thread_id: str, space_id: str) -> list[str]:
    """Who wants news of a thread: by their wish for it, else by their wish for its space. Not yet: who still sees it."""
    wishes = select(ThreadFollow.account_id, ThreadFollow.level).where(ThreadFollow.thread_id == thread_id)
    own = {row.account_id: row.level for row in session.execute(wishes)}
    by_space = session.scalars(
        select(SpaceFollow.account_id).where(SpaceFollow.space_id == space_id, SpaceFollow.level == "follow")
    )
    wanting = {account_id for account_id, level in own.items() if level == "follow"}
    return sorted(wanting | {account_id for account_id in by_space if own.get(account_id) != "mute"})
