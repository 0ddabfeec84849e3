"""The people who may be named, those who are, and the files of posts."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Select, Table, and_, bindparam, delete, exists, false, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.access import STAFF, Role
from app.core.db import AnyRow
from app.enrolments.models import Enrolment, GroupMember
from app.forum.models import ForumSpace, Post, Thread
from app.forum.writing.models import PostFile, PostMention
from app.identity.models import Account, Membership

_mentions = cast(Table, PostMention.__table__)
_ONCE = {
    name: dialect.insert(_mentions).on_conflict_do_nothing().returning(_mentions.c.account_id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def members(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, name) of the people of an organisation."""
    return session.execute(
        select(Account.id, Account.name)
        .where(exists().where(Membership.account_id == Account.id, Membership.organisation_id == organisation_id))
        .order_by(Account.name, Account.id)
    ).all()


def member(session: Session, organisation_id: str, account_id: str) -> AnyRow | None:
    return session.execute(
        select(Account.id, Account.name).where(
            Account.id == account_id,
            exists().where(Membership.account_id == Account.id, Membership.organisation_id == organisation_id),
        )
    ).first()


def _readers(space: AnyRow, experts: bool) -> Select[*tuple[Any, ...]]:
    """What `policies.sees_thread` says, for everybody at once."""
    here = (Enrolment.learner_id == Account.id, Enrolment.organisation_id == space.organisation_id)
    if space.kind in ("organisation", "entrepreneurs"):
        learners: Any = Membership.role == Role.LEARNER.value
    elif space.course_id:
        learners = and_(
            Membership.role == Role.LEARNER.value, exists().where(*here, Enrolment.course_id == space.course_id)
        )
    elif space.group_id:
        learners = and_(
            Membership.role == Role.LEARNER.value,
            exists().where(
                *here,
                GroupMember.enrolment_id == Enrolment.id,
                GroupMember.group_id == space.group_id,
                GroupMember.until.is_(None),
            ),
        )
    else:
        learners = false()
    roles = [role.value for role in STAFF] + ([Role.EXPERT.value] if experts or space.kind == "entrepreneurs" else [])
    return (
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == space.organisation_id, or_(Membership.role.in_(roles), learners))
        .distinct()
    )


def readers(session: Session, space_id: str, experts: bool) -> Sequence[AnyRow]:
    """(id, name) of everybody who may read a thread of a space."""
    space = session.execute(
        select(ForumSpace.organisation_id, ForumSpace.kind, ForumSpace.course_id, ForumSpace.group_id).where(
            ForumSpace.id == space_id
        )
    ).one()
    return session.execute(_readers(space, experts)).all()


def place_of_post(session: Session, post_id: str) -> AnyRow:
    """(space_id, experts, thread_id) of the thread of a post."""
    return session.execute(
        select(Thread.space_id, Thread.experts, Thread.id.label("thread_id"))
        .join(Post, Post.thread_id == Thread.id)
        .where(Post.id == post_id)
    ).one()


def note_mention(session: Session, organisation_id: str, post_id: str, account_id: str) -> bool:
    """Whether they are named in this post for the first time."""
    connection = session.connection()
    values = {"post_id": post_id, "account_id": account_id, "organisation_id": organisation_id}
    return connection.execute(_ONCE[connection.dialect.name], values).first() is not None


def named_in(session: Session, post_id: str) -> list[str]:
    return list(session.scalars(select(PostMention.account_id).where(PostMention.post_id == post_id)))


def first_post(session: Session, thread_id: str) -> Post | None:
    return session.scalar(select(Post).where(Post.thread_id == thread_id, Post.number == 1))


_FILES_OF = (
    select(PostFile.id, PostFile.post_id, PostFile.file_id, PostFile.says)
    .where(PostFile.post_id.in_(bindparam("post_ids", expanding=True)))
    .order_by(PostFile.post_id, PostFile.position)
)


def files_of(session: Session, post_ids: Iterable[str]) -> Sequence[AnyRow]:
    """(id, post_id, file_id, says) of the files of some posts, in their order."""
    return session.execute(_FILES_OF, {"post_ids": sorted(set(post_ids))}).all()


def file_row(session: Session, organisation_id: str, post_file_id: str) -> AnyRow | None:
    """A file of a post, with what decides who may open it."""
    return session.execute(
        select(PostFile.file_id, Post.id.label("post_id"), Post.thread_id, Post.deleted_at, Post.hidden_at)
        .join(Post, Post.id == PostFile.post_id)
        .where(PostFile.id == post_file_id, PostFile.organisation_id == organisation_id)
    ).first()


def files_to_forget(session: Session, before: Any, limit: int) -> Sequence[AnyRow]:
    """The files of posts that were taken back before a moment."""
    return session.execute(
        select(PostFile.id, PostFile.file_id)
        .join(Post, Post.id == PostFile.post_id)
        .where(Post.deleted_at < before)
        .order_by(PostFile.id)
        .limit(limit)
    ).all()


def forget_file(session: Session, post_file_id: str) -> None:
    session.execute(delete(PostFile).where(PostFile.id == post_file_id))


def posts_of_author(session: Session, seen: Any, account_id: str, limit: int) -> Sequence[AnyRow]:
    """What somebody wrote under their own name, in the threads `seen`, the latest first."""
    return session.execute(
        select(Post.id, Post.thread_id, Post.html, Post.created_at, Thread.title)
        .join(Thread, Thread.id == Post.thread_id)
        .join(ForumSpace, ForumSpace.id == Thread.space_id)
        .where(
            seen,
            Thread.deleted_at.is_(None),
            Post.author_id == account_id,
            Post.anonymous.is_(False),
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
        )
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(limit)
    ).all()
