"""What may be measured apart: courses, funders, sites."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.courses.models import Course, Edition
from app.identity.models import Funder, Site
from app.quality.measures.queries.base import COURSE, FUNDER, SITE


def _every(organisation_id: str) -> Select[*tuple[Any, ...]]:
    """(kind, id, name, slug)"""
    courses = (
        select(
            literal(COURSE).label("kind"), Course.id, func.coalesce(Edition.title, Course.slug).label("name"),
            Course.slug,
        )
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id)
    )  # fmt: skip
    funders, sites = (
        select(literal(kind), model.id, model.name, model.id).where(model.organisation_id == organisation_id)
        for kind, model in ((FUNDER, Funder), (SITE, Site))
    )
    found = union_all(courses, funders, sites).subquery()
    return select(found.c.kind, found.c.id, found.c.name, found.c.slug)


def choices(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Everything that may be measured apart, by kind and name: one statement."""
    found = _every(organisation_id)
    kind, _id, name, _slug = found.selected_columns
    return session.execute(found.order_by(kind, name)).all()


def named(session: Session, organisation_id: str, kind: str, scope_id: str) -> AnyRow | None:
    """One of them; a course may be asked by its slug."""
    found = _every(organisation_id)
    kinds, ids, _name, slugs = found.selected_columns
    return session.execute(found.where(kinds == kind, or_(ids == scope_id, slugs == scope_id))).first()
