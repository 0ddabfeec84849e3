"""Reports that wait, the posts they are about, and what was decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.core.db import AnyRow
from app.forum.models import ForumAct, Post, Thread
from app.forum.moderating.models import PostReport
from app.forum.naming_queries import AUTHOR_OF_POST
from app.identity.models import Account

_BY = aliased(Account)


def report_by(session: Session, post_id: str, reporter_id: str) -> PostReport | None:
    return session.scalar(
        select(PostReport).where(PostReport.post_id == post_id, PostReport.reporter_id == reporter_id)
    )


def post_for(session: Session, organisation_id: str, post_id: str, *, to_change: bool = False) -> Post | None:
    statement = select(Post).where(Post.id == post_id, Post.organisation_id == organisation_id)
    if to_change:
        statement = statement.with_for_update(key_share=True)
    return session.scalar(statement)


def _waiting(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Posts with reports that wait, but not those of the moderator who asks: others judge them."""
    return (
        select(
            Post.id,
            Post.thread_id,
            Post.number,
            Post.html,
            Post.created_at,
            Post.hidden_at,
            Post.hidden_why,
            Post.deleted_at,
            Post.anonymous,
            Thread.title,
            AUTHOR_OF_POST,
            func.min(PostReport.created_at).label("since"),
            func.count(PostReport.id).label("reports"),
        )
        .join(PostReport, PostReport.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Account, Account.id == Post.author_id)
        .where(
            PostReport.organisation_id == actor.organisation_id,
            PostReport.settled_at.is_(None),
            Post.author_id != actor.account_id,
        )
        .group_by(Post.id, Thread.title, Account.name)
    )


def waiting(session: Session, actor: Actor, limit: int) -> Sequence[AnyRow]:
    """The posts reported and not judged yet, those that have waited longest first."""
    return session.execute(_waiting(actor).order_by(func.min(PostReport.created_at), Post.id).limit(limit)).all()


def count_waiting(session: Session, actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(_waiting(actor).subquery())) or 0


def reports_of(session: Session, post_ids: Sequence[str]) -> Sequence[AnyRow]:
    """What was said in the reports that wait, with who said it: for moderators alone."""
    return session.execute(
        select(
            PostReport.post_id,
            PostReport.reason,
            PostReport.words,
            PostReport.created_at,
            Account.name.label("reporter_name"),
        )
        .join(Account, Account.id == PostReport.reporter_id)
        .where(PostReport.post_id.in_(post_ids), PostReport.settled_at.is_(None))
        .order_by(PostReport.created_at, PostReport.id)
    ).all()


def settle(session: Session, post_id: str, by_id: str, outcome: str, at: datetime) -> None:
    session.flush()
    session.execute(
        update(PostReport)
        .where(PostReport.post_id == post_id, PostReport.settled_at.is_(None))
        .values(settled_at=at, settled_by_id=by_id, outcome=outcome)
    )


def acts(session: Session, organisation_id: str, names: Sequence[str], limit: int) -> Sequence[AnyRow]:
    """The latest decisions about posts, with who took them."""
    return session.execute(
        select(
            ForumAct.id,
            ForumAct.act,
            ForumAct.reason,
            ForumAct.at,
            ForumAct.thread_id,
            ForumAct.post_id,
            Thread.title,
            _BY.name.label("by_name"),
        )
        .join(Thread, Thread.id == ForumAct.thread_id)
        .join(_BY, _BY.id == ForumAct.by_id)
        .where(ForumAct.organisation_id == organisation_id, ForumAct.act.in_(names))
        .order_by(ForumAct.at.desc(), ForumAct.id.desc())
        .limit(limit)
    ).all()


def hidden(session: Session, organisation_id: str, limit: int) -> Sequence[AnyRow]:
    """The posts put aside, the latest first."""
    return session.execute(
        select(Post.id, Post.thread_id, Post.html, Post.hidden_at, Post.hidden_why, Post.anonymous, Thread.title, AUTHOR_OF_POST)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Account, Account.id == Post.author_id)
        .where(Post.organisation_id == organisation_id, Post.hidden_at.is_not(None), Post.deleted_at.is_(None))
        .order_by(Post.hidden_at.desc(), Post.id)
        .limit(limit)
    ).all()  # fmt: skip
