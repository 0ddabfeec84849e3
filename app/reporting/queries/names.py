"""What scopes are called, and which there are."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment, LearnerGroup
from app.identity.models import Account, Funder
from app.reporting.queries.columns import Asked, within

_NOBODY = cast(null(), String).label("learner_id")


def _courses() -> Select[*tuple[Any, ...]]:
    return select(Course.id, func.coalesce(Edition.title, Course.slug).label("name"), _NOBODY).outerjoin(
        Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number)
    )


def named(session: Session, organisation_id: str, kind: str, scope_id: str) -> AnyRow | None:
    """(id, name, learner_id) of one scope; `learner_id` for a person only. A course may be asked by its slug."""
    if kind == "person":
        statement: Select[*tuple[Any, ...]] = (
            select(Enrolment.id, Account.name, Enrolment.learner_id)
            .join(Account, Account.id == Enrolment.learner_id)
            .where(Enrolment.organisation_id == organisation_id, Enrolment.id == scope_id)
        )
    elif kind == "adviser":
        of_here = select(Enrolment.adviser_id).where(Enrolment.organisation_id == organisation_id)
        statement = select(Account.id, Account.name, _NOBODY).where(Account.id == scope_id, Account.id.in_(of_here))
    elif kind == "group":
        statement = select(LearnerGroup.id, LearnerGroup.name, _NOBODY).where(
            LearnerGroup.organisation_id == organisation_id, LearnerGroup.id == scope_id
        )
    elif kind == "course":
        asked = or_(Course.id == scope_id, Course.slug == scope_id)
        statement = _courses().where(Course.organisation_id == organisation_id, asked)
    else:
        statement = select(Funder.id, Funder.name, _NOBODY).where(
            Funder.organisation_id == organisation_id, Funder.id == scope_id
        )
    return session.execute(statement).first()


def choices(session: Session, organisation_id: str) -> list[AnyRow]:
    """(kind, id, name) of the scopes of an organisation, persons left out, by kind and name: one statement."""
    of_here = select(Enrolment.adviser_id).where(Enrolment.organisation_id == organisation_id)
    parts = (
        _courses().where(Course.organisation_id == organisation_id).add_columns(literal("course").label("kind")),
        select(Funder.id, Funder.name, _NOBODY, literal("funder")).where(Funder.organisation_id == organisation_id),
        select(Account.id, Account.name, _NOBODY, literal("adviser")).where(Account.id.in_(of_here)),
        select(LearnerGroup.id, LearnerGroup.name, _NOBODY, literal("group")).where(
            LearnerGroup.organisation_id == organisation_id
        ),
    )
    found = union_all(*parts).subquery()
    return list(session.execute(select(found.c.kind, found.c.id, found.c.name).order_by(found.c.kind, found.c.name)))


def enrolment_extent(session: Session, asked: Asked) -> tuple[date | None, date | None, int]:
    """The first entry and the last planned day of the paths of a scope, and how many they are."""
    row = session.execute(
        select(func.min(Enrolment.starts_on), func.max(Enrolment.ends_on), func.count()).where(within(asked))
    ).one()
    return row[0], row[1], int(row[2])


def courses_of(session: Session, asked: Asked) -> Sequence[str]:
    """The current editions of the courses that these people follow."""
    return session.scalars(
        select(Edition.id)
        .join(Course, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.id.in_(select(Enrolment.course_id).where(within(asked))))
        .order_by(Edition.id)
    ).all()
