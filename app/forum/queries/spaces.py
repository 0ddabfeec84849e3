"""The spaces of the forum, for those who may see them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.asking import somebody, who
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment, GroupMember, LearnerGroup
from app.forum import policies
from app.forum.models import ForumSpace, SpaceFollow, Thread, ThreadFollow, ThreadReading

COUNTED = 100  # threads of a space looked at to say how many are new: the latest ones

_NAME = func.coalesce(func.nullif(ForumSpace.own_name, ""), LearnerGroup.name, Edition.title, Course.slug, "")

_SPACES: Select[*tuple[Any, ...]] = (
    select(
        ForumSpace.id,
        ForumSpace.kind,
        ForumSpace.course_id,
        ForumSpace.group_id,
        ForumSpace.description,
        ForumSpace.archived_at,
        _NAME.label("name"),
    )
    .outerjoin(LearnerGroup, LearnerGroup.id == ForumSpace.group_id)
    .outerjoin(Course, Course.id == ForumSpace.course_id)
    .outerjoin(Edition, and_(Edition.course_id == Course.id, Edition.number == Course.edition_number))
)
_IN_ORDER = (ForumSpace.archived_at.is_not(None), ForumSpace.position, _NAME, ForumSpace.id)


def _belongs(actor: Actor) -> ColumnElement[bool]:
    """The spaces of the courses that the actor follows, and of the groups they are in."""
    own = (Enrolment.learner_id == actor.account_id, Enrolment.organisation_id == actor.organisation_id)
    return or_(
        ForumSpace.course_id.in_(select(Enrolment.course_id).where(*own)),
        ForumSpace.group_id.in_(
            select(GroupMember.group_id)
            .join(Enrolment, Enrolment.id == GroupMember.enrolment_id)
            .where(*own, GroupMember.until.is_(None))
        ),
    )


def open_to(actor: Actor) -> ColumnElement[bool]:
    """What `policies.sees_space` says, for every space at once."""
    if policies.reads_all(actor):
        return true()
    doors: list[ColumnElement[bool]] = []
    if actor.has(Role.LEARNER):
        doors += [ForumSpace.kind.in_(("organisation", "entrepreneurs")), _belongs(actor)]
    if actor.has(Role.EXPERT):
        doors.append(ForumSpace.kind == "entrepreneurs")
    return or_(*doors) if doors else false()


def visible_spaces(actor: Actor) -> Select[*tuple[Any, ...]]:
    return _SPACES.where(ForumSpace.organisation_id == actor.organisation_id, open_to(actor))


def visible_space_ids(actor: Actor) -> Select[*tuple[Any, ...]]:
    return select(ForumSpace.id).where(ForumSpace.organisation_id == actor.organisation_id, open_to(actor))


def _new_threads(actor: Actor, horizon: datetime) -> ColumnElement[int]:
    """How many of the latest threads of a space have something new for the actor."""
    latest = (
        select(Thread.id, Thread.posts)
        .where(
            Thread.space_id == ForumSpace.id,
            Thread.last_post_at >= horizon,
            Thread.deleted_at.is_(None),
            Thread.merged_into_id.is_(None),
        )
        .order_by(Thread.last_post_at.desc(), Thread.id.desc())
        .limit(COUNTED)
        .correlate(ForumSpace)
        .subquery()
    )
    return (
        select(func.count())
        .select_from(latest)
        .outerjoin(
            ThreadReading,
            and_(ThreadReading.thread_id == latest.c.id, ThreadReading.account_id == actor.account_id),
        )
        .outerjoin(
            ThreadFollow, and_(ThreadFollow.thread_id == latest.c.id, ThreadFollow.account_id == actor.account_id)
        )
        .where(
            func.coalesce(ThreadReading.read_to, 0) < latest.c.posts,
            func.coalesce(ThreadFollow.level, "") != "mute",
        )
        .correlate(ForumSpace)
        .scalar_subquery()
    )


_LATEST = (
    select(Thread.last_post_at)
    .where(Thread.space_id == ForumSpace.id, Thread.deleted_at.is_(None), Thread.merged_into_id.is_(None))
    .order_by(Thread.last_post_at.desc(), Thread.id.desc())
    .limit(1)
    .correlate(ForumSpace)
    .scalar_subquery()
)


def spaces(session: Session, actor: Actor, *, horizon: datetime) -> Sequence[AnyRow]:
    """The actor's spaces, each with what is new for them (`unread`, in threads), their wish (`level`) and the last post."""
    return session.execute(_spaces_of(actor.roles), who(actor) | {"horizon": horizon}).all()


@cache
def _spaces_of(roles: frozenset[Role]) -> Select[*tuple[Any, ...]]:
    actor = somebody(roles)
    return (
        visible_spaces(actor)
        .outerjoin(SpaceFollow, and_(SpaceFollow.space_id == ForumSpace.id, SpaceFollow.account_id == actor.account_id))
        .add_columns(
            SpaceFollow.level,
            _new_threads(actor, cast(datetime, bindparam("horizon"))).label("unread"),
            _LATEST.label("last_post_at"),
        )
        .order_by(*_IN_ORDER)
    )


@cache
def _space_ids_of(roles: frozenset[Role]) -> Select[*tuple[Any, ...]]:
    return visible_space_ids(somebody(roles))


def space_ids(session: Session, actor: Actor) -> Sequence[str]:
    """The ids of the actor's spaces."""
    return session.scalars(_space_ids_of(actor.roles), who(actor)).all()


def names(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """The actor's spaces, without what is new."""
    return session.execute(visible_spaces(actor).order_by(*_IN_ORDER)).all()


def space_for(session: Session, actor: Actor, space_id: str) -> AnyRow:
    """A space that the actor sees; NotFound otherwise."""
    row = session.execute(visible_spaces(actor).where(ForumSpace.id == space_id)).first()
    if row is None:
        raise NotFound()
    return row


def space_to_change(session: Session, organisation_id: str, space_id: str) -> ForumSpace:
    space = session.scalar(
        select(ForumSpace).where(ForumSpace.organisation_id == organisation_id, ForumSpace.id == space_id)
    )
    if space is None:
        raise NotFound()
    return space


def space_known(
    session: Session, organisation_id: str, kind: str, course_id: str | None = None, group_id: str | None = None
) -> str | None:
    """The id of the space of a course or group, or of the one of its kind that every organisation has once."""
    if course_id:
        which = ForumSpace.course_id == course_id
    elif group_id:
        which = ForumSpace.group_id == group_id
    else:
        which = and_(ForumSpace.kind == kind, ForumSpace.own_name == "")
    return session.scalar(select(ForumSpace.id).where(ForumSpace.organisation_id == organisation_id, which))


def space_follow(session: Session, account_id: str, space_id: str) -> SpaceFollow | None:
    return session.get(SpaceFollow, (account_id, space_id))
