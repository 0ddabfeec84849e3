"""What messages about the forum are written from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.forum.models import ForumAct, Post, Thread
from app.forum.moderating.models import PostReport
from app.forum.moderating.policies import MODERATORS
from app.forum.naming_queries import AUTHOR_OF_POST
from app.identity.models import Account, Membership

_POST: Select[*tuple[Any, ...]] = (
    select(
        Post.id,
        Post.organisation_id,
        Post.thread_id,
        Post.number,
        Post.author_id,
        Post.html,
        Thread.title,
        Thread.kind,
        Thread.space_id,
        Thread.experts,
        Thread.accepted_post_id,
        Thread.author_id.label("opener_id"),
        AUTHOR_OF_POST,
    )
    .join(Thread, Thread.id == Post.thread_id)
    .join(Account, Account.id == Post.author_id)
    .where(Post.deleted_at.is_(None), Post.hidden_at.is_(None), Thread.deleted_at.is_(None))
)


def post(session: Session, post_id: str) -> AnyRow | None:
    """A post that is there to be read, with its thread; its name as pages show it."""
    return session.execute(_POST.where(Post.id == post_id)).first()


def report(session: Session, report_id: str) -> AnyRow | None:
    """A report and the post that it is about; not who reported it."""
    return session.execute(
        select(
            PostReport.organisation_id,
            PostReport.post_id,
            PostReport.reason,
            PostReport.words,
            PostReport.settled_at,
            Post.author_id,
            Thread.title,
        )
        .join(Post, Post.id == PostReport.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(PostReport.id == report_id)
    ).first()


def act(session: Session, act_id: str) -> AnyRow | None:
    """What a moderator did to a post, why, and who wrote it."""
    return session.execute(
        select(
            ForumAct.id,
            ForumAct.organisation_id,
            ForumAct.act,
            ForumAct.reason,
            ForumAct.post_id,
            Post.author_id,
            Post.hidden_at,
            Thread.title,
        )
        .join(Post, Post.id == ForumAct.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(ForumAct.id == act_id)
    ).first()


def moderators(session: Session, organisation_id: str) -> Sequence[str]:
    return session.scalars(
        select(Membership.account_id)
        .where(Membership.organisation_id == organisation_id, Membership.role.in_(MODERATORS))
        .distinct()
        .order_by(Membership.account_id)
    ).all()


def organisations_that_talked(session: Session, since: datetime) -> Sequence[str]:
    return session.scalars(
        select(Thread.organisation_id).where(Thread.last_post_at >= since).distinct().order_by(Thread.organisation_id)
    ).all()


def people(session: Session, organisation_id: str, roles: Sequence[str]) -> Sequence[str]:
    return session.scalars(
        select(Membership.account_id)
        .where(Membership.organisation_id == organisation_id, Membership.role.in_(roles))
        .distinct()
        .order_by(Membership.account_id)
    ).all()
