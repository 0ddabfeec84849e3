"""Whose competences are shown together."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.models import Course, Edition
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment, GroupMember
from app.identity.models import Account, Site

Rows = Sequence[Row[*tuple[Any, ...]]]


def people(
    session: Session,
    actor: Actor,
    *,
    course_id: str = "",
    group_id: str = "",
    statuses: Sequence[str] = (),
    adviser_id: str = "",
    enrolment_ids: Sequence[str] | None = None,
) -> Rows:
    """(id, learner_name, adviser_name, site_name, status, starts_on, closed_on, course_id, course_title, edition_id) of the
    organisation's paths, by name."""
    adviser = Account.__table__.alias("adviser")
    statement = (
        select(
            Enrolment.id,
            Account.name.label("learner_name"),
            adviser.c.name.label("adviser_name"),
            Site.name.label("site_name"),
            Enrolment.status,
            Enrolment.starts_on,
            Enrolment.closed_on,
            Enrolment.course_id,
            Edition.title.label("course_title"),
            Edition.id.label("edition_id"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .outerjoin(adviser, adviser.c.id == Enrolment.adviser_id)
        .outerjoin(Site, Site.id == Enrolment.site_id)
        .where(Enrolment.organisation_id == actor.organisation_id, IN_USE)
        .order_by(Account.name, Enrolment.id)
    )
    if course_id:
        statement = statement.where(Enrolment.course_id == course_id)
    if statuses:
        statement = statement.where(Enrolment.status.in_(statuses))
    if adviser_id:
        statement = statement.where(Enrolment.adviser_id == adviser_id)
    if enrolment_ids is not None:
        statement = statement.where(Enrolment.id.in_(enrolment_ids))
    if group_id:
        members = select(GroupMember.enrolment_id).where(GroupMember.group_id == group_id, GroupMember.until.is_(None))
        statement = statement.where(Enrolment.id.in_(members))
    return session.execute(statement).all()


def courses(session: Session, actor: Actor) -> Rows:
    """(id, title) of the courses that somebody follows."""
    followed = select(Enrolment.course_id).where(Enrolment.organisation_id == actor.organisation_id)
    return session.execute(
        select(Course.id, Edition.title)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == actor.organisation_id, Course.id.in_(followed))
        .order_by(Edition.title, Course.id)
    ).all()
