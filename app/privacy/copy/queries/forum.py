"""What is held about one person around the forum, beside what they wrote there."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.forum.experts.models import ExpertProfile
from app.forum.feeds.models import ForumFeed
from app.forum.models import Post, Thread
from app.forum.moderating.models import PostReport
from app.forum.writing.models import PostMention


def posts(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Post.created_at, Post.body, Thread.title, (Thread.author_id == account_id).label("own_thread"))
        .join(Thread, Thread.id == Post.thread_id)
        .where(Post.author_id == account_id)
        .order_by(Post.created_at, Post.id)
    ).all()


def reports(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The posts that somebody reported; not what they said, which is another person's."""
    return session.execute(
        select(PostReport.created_at, PostReport.reason, PostReport.words, PostReport.outcome)
        .where(PostReport.reporter_id == account_id)
        .order_by(PostReport.created_at, PostReport.id)
    ).all()


def mentions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The posts that name somebody, by their thread."""
    return session.execute(
        select(Post.created_at, Thread.title)
        .join(PostMention, PostMention.post_id == Post.id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostMention.account_id == account_id)
        .order_by(Post.created_at, Post.id)
    ).all()


def profiles(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ExpertProfile.trade, ExpertProfile.company, ExpertProfile.place, ExpertProfile.asks).where(
            ExpertProfile.account_id == account_id
        )
    ).all()


def feeds(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ForumFeed.created_at).where(ForumFeed.account_id == account_id).order_by(ForumFeed.created_at)
    ).all()
