"""What was published of each course, and when it was public."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.courses.models import Course, Edition
from app.identity.models import Account
from app.quality.results.models import ResultPublication

_author, _remover = aliased(Account), aliased(Account)
_COLUMNS = (
    ResultPublication.id, ResultPublication.course_id, ResultPublication.number, ResultPublication.title,
    ResultPublication.starts_on, ResultPublication.ends_on, ResultPublication.figures, ResultPublication.fingerprint,
    ResultPublication.note, ResultPublication.published_at, ResultPublication.withdrawn_at,
    ResultPublication.withdrawn_because,
)  # fmt: skip


def of_course(session: Session, course_id: str) -> Sequence[AnyRow]:
    """Every publication of a course, the latest first, those that were withdrawn too; who made them is not said."""
    return session.execute(
        select(*_COLUMNS).where(ResultPublication.course_id == course_id).order_by(ResultPublication.number.desc())
    ).all()


def log(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The same for a whole organisation, with names and the address of the course, by course."""
    return session.execute(
        _named().where(ResultPublication.organisation_id == organisation_id).order_by(
            Course.slug, ResultPublication.number.desc()
        )
    ).all()  # fmt: skip


def publication(session: Session, organisation_id: str, publication_id: str) -> AnyRow | None:
    return session.execute(
        _named().where(
            ResultPublication.organisation_id == organisation_id, ResultPublication.id == publication_id
        )
    ).first()  # fmt: skip


def _named() -> Select[*tuple[object, ...]]:
    return (
        select(*_COLUMNS, Course.slug, _author.name.label("published_by"), _remover.name.label("withdrawn_by"))
        .join(Course, Course.id == ResultPublication.course_id)
        .join(_author, _author.id == ResultPublication.published_by)
        .outerjoin(_remover, _remover.id == ResultPublication.withdrawn_by)
    )


def publication_to_change(session: Session, organisation_id: str, publication_id: str) -> ResultPublication | None:
    return session.scalar(
        select(ResultPublication)
        .where(ResultPublication.organisation_id == organisation_id, ResultPublication.id == publication_id)
        .with_for_update(key_share=True)
    )


def last_number(session: Session, course_id: str) -> int:
    return session.scalar(
        select(func.coalesce(func.max(ResultPublication.number), 0)).where(ResultPublication.course_id == course_id)
    ) or 0  # fmt: skip


def latest(session: Session, course_id: str) -> ResultPublication | None:
    """The publication that the public reads now."""
    return session.scalar(
        select(ResultPublication)
        .where(ResultPublication.course_id == course_id, ResultPublication.withdrawn_at.is_(None))
        .order_by(ResultPublication.number.desc())
        .limit(1)
    )


def courses(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, slug, title) of the courses that are proposed."""
    return session.execute(
        select(Course.id, Course.slug, Edition.title)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id, Course.archived_at.is_(None))
        .order_by(Edition.title, Course.id)
    ).all()


def course_named(session: Session, organisation_id: str, slug: str) -> AnyRow | None:
    """(id, slug, title) of a published course, archived ones too: what it gave stays true."""
    return session.execute(
        select(Course.id, Course.slug, Edition.title)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id, Course.slug == slug)
    ).first()


def grown_old(session: Session, before: datetime) -> Sequence[ResultPublication]:
    """The publications read by the public that are older than a moment and of which nobody was told."""
    newer = aliased(ResultPublication)
    return session.scalars(
        select(ResultPublication)
        .join(Course, Course.id == ResultPublication.course_id)
        .outerjoin(
            newer,
            (newer.course_id == ResultPublication.course_id)
            & newer.withdrawn_at.is_(None)
            & (newer.number > ResultPublication.number),
        )
        .where(
            ResultPublication.withdrawn_at.is_(None),
            ResultPublication.reminded_at.is_(None),
            ResultPublication.published_at < before,
            Course.archived_at.is_(None),
            newer.id.is_(None),
        )
        .order_by(ResultPublication.id)
    ).all()
