"""Which groups there are, and who is in them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.courses.conditions import folded
from app.courses.models import Course
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment, GroupMember, LearnerGroup
from app.enrolments.rules import CLOSED
from app.identity.models import Account

AnyRow = Row[*tuple[Any, ...]]

LISTED = 500

_MEMBERS = (
    select(func.count())
    .where(GroupMember.group_id == LearnerGroup.id, GroupMember.until.is_(None))
    .correlate(LearnerGroup)
    .scalar_subquery()
)
_GROUPS = (
    select(
        LearnerGroup.id,
        LearnerGroup.name,
        LearnerGroup.course_id,
        Course.slug.label("course_slug"),
        LearnerGroup.created_at,
        LearnerGroup.archived_at,
        _MEMBERS.label("members"),
    )
    .outerjoin(Course, Course.id == LearnerGroup.course_id)
    .where(LearnerGroup.organisation_id == bindparam("organisation_id"))
)
_BY_NAME = _GROUPS.order_by(LearnerGroup.archived_at.is_not(None), LearnerGroup.name, LearnerGroup.id)
_NAMES = select(LearnerGroup.id, LearnerGroup.name, LearnerGroup.former_names).where(
    LearnerGroup.organisation_id == bindparam("organisation_id")
)
_OPEN_NAMES = (
    select(LearnerGroup.id, LearnerGroup.name, LearnerGroup.course_id)
    .where(LearnerGroup.organisation_id == bindparam("organisation_id"), LearnerGroup.archived_at.is_(None))
    .order_by(LearnerGroup.name, LearnerGroup.id)
)
_OF_ENROLMENTS = (
    select(GroupMember.enrolment_id, LearnerGroup.id, LearnerGroup.name, LearnerGroup.former_names)
    .join(LearnerGroup, LearnerGroup.id == GroupMember.group_id)
    .where(GroupMember.enrolment_id.in_(bindparam("ids", expanding=True)), GroupMember.until.is_(None))
    .order_by(LearnerGroup.name, LearnerGroup.id)
)


def groups(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, name, course_id, course_slug, created_at, archived_at, members), by name, archived ones last."""
    return session.execute(_BY_NAME, {"organisation_id": organisation_id}).all()


def groups_page(session: Session, organisation_id: str, *, after: str, limit: int) -> Sequence[AnyRow]:
    """The same in the order in which they were made, a page at a time."""
    statement = _GROUPS.where(LearnerGroup.id > after).order_by(LearnerGroup.id).limit(limit)
    return session.execute(statement, {"organisation_id": organisation_id}).all()


def open_names(session: Session, organisation_id: str) -> list[tuple[str, str]]:
    """(id, name) of the groups that somebody can be put in, by name."""
    return [(row.id, row.name) for row in session.execute(_OPEN_NAMES, {"organisation_id": organisation_id})]


def names_for(session: Session, organisation_id: str, course_id: str) -> list[str]:
    """The names of the groups that a person of a course can be put in."""
    rows = session.execute(_OPEN_NAMES, {"organisation_id": organisation_id})
    return [row.name for row in rows if row.course_id in (None, course_id)]


def ids_by_name(session: Session, organisation_id: str) -> dict[str, str]:
    """Folded name → id of the group that bears it, or bore it."""
    found: dict[str, str] = {}
    for row in session.execute(_NAMES, {"organisation_id": organisation_id}):
        found |= {folded(name): row.id for name in (*row.former_names, row.name)}
    return found


def group_to_change(session: Session, organisation_id: str, group_id: str) -> LearnerGroup:
    """The entity, locked until the act ends; NotFound when there is none here."""
    group = session.get(LearnerGroup, group_id, with_for_update=True)
    if group is None or group.organisation_id != organisation_id:
        raise NotFound()
    return group


def all_entities(session: Session, organisation_id: str) -> dict[str, LearnerGroup]:
    """Every group of an organisation, by id."""
    rows = session.scalars(select(LearnerGroup).where(LearnerGroup.organisation_id == organisation_id))
    return {row.id: row for row in rows}


def of_enrolment(session: Session, enrolment_id: str) -> list[tuple[str, str]]:
    """(id, name) of the groups that somebody is in, by name. The caller has seen the enrolment."""
    return [(row.id, row.name) for row in session.execute(_OF_ENROLMENTS, {"ids": [enrolment_id]})]


def names_of_many(session: Session, enrolment_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Enrolment id → the folded names of the groups that the person is in, former names too: what conditions ask."""
    found: dict[str, set[str]] = {}
    for row in session.execute(_OF_ENROLMENTS, {"ids": list(enrolment_ids)}):
        found.setdefault(row.enrolment_id, set()).update(folded(name) for name in (row.name, *row.former_names))
    return {key: frozenset(names) for key, names in found.items()}


def members(session: Session, organisation_id: str, group_id: str) -> Sequence[AnyRow]:
    """(id of the enrolment, name, status, since) of the people in a group, by name, those on their way first."""
    return session.execute(
        select(Enrolment.id, Account.name, Enrolment.status, GroupMember.since)
        .join(Enrolment, Enrolment.id == GroupMember.enrolment_id)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            GroupMember.organisation_id == organisation_id,
            GroupMember.group_id == group_id,
            GroupMember.until.is_(None),
            IN_USE,
        )
        .order_by(Enrolment.status.in_(CLOSED), Account.name, Enrolment.id)
        .limit(LISTED)
    ).all()


def member_ids(session: Session, organisation_id: str, group_id: str) -> frozenset[str]:
    """The enrolments in a group."""
    return frozenset(
        session.execute(
            select(GroupMember.enrolment_id).where(
                GroupMember.organisation_id == organisation_id,
                GroupMember.group_id == group_id,
                GroupMember.until.is_(None),
            )
        ).scalars()
    )


def memberships_to_change(session: Session, enrolment_id: str) -> dict[str, GroupMember]:
    """Group id → the membership that is under way."""
    rows = session.scalars(
        select(GroupMember).where(GroupMember.enrolment_id == enrolment_id, GroupMember.until.is_(None))
    )
    return {row.group_id: row for row in rows}
