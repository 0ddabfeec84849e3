"""What an organisation wrote and chose: templates, settings, what was agreed for a path."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.courses.models import Course, Edition
from app.documents.models import (
    DocumentSettings,
    DocumentTemplate,
    DocumentTerms,
)
from app.identity.models import Account


def edition_of_course(session: Session, course_id: str) -> str | None:
    """The edition that learners of a course see."""
    return session.scalar(
        select(Edition.id)
        .join(Course, (Course.id == Edition.course_id) & (Course.edition_number == Edition.number))
        .where(Course.id == course_id)
    )


def sheet_of(session: Session, edition_id: str) -> AnyRow:
    """(title, summary, sheet, reviewed_on) of an edition."""
    return session.execute(
        select(Edition.title, Edition.summary, Edition.sheet, Edition.reviewed_on).where(Edition.id == edition_id)
    ).one()


def published_courses(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, title, slug) of the courses that have a programme sheet."""
    return session.execute(
        select(Course.id, Edition.title, Course.slug)
        .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Course.organisation_id == organisation_id, Course.archived_at.is_(None))
        .order_by(Edition.title, Course.id)
    ).all()


def terms(session: Session, enrolment_id: str) -> DocumentTerms | None:
    return session.get(DocumentTerms, enrolment_id)


def settings_of(session: Session, organisation_id: str) -> DocumentSettings | None:
    return session.get(DocumentSettings, organisation_id)


def automatic(session: Session) -> Sequence[DocumentSettings]:
    """The organisations that have documents made by themselves."""
    return session.scalars(
        select(DocumentSettings)
        .where((DocumentSettings.convocation_days > 0) | DocumentSettings.monthly.is_(True))
        .order_by(DocumentSettings.organisation_id)
    ).all()


def template(session: Session, organisation_id: str, kind: str) -> AnyRow | None:
    """(version, body) of the text in use; None: the one shipped."""
    return session.execute(
        select(DocumentTemplate.version, DocumentTemplate.body)
        .where(DocumentTemplate.organisation_id == organisation_id, DocumentTemplate.kind == kind)
        .order_by(DocumentTemplate.version.desc())
        .limit(1)
    ).first()


def template_versions(session: Session, organisation_id: str, kind: str) -> Sequence[AnyRow]:
    """(version, body, saved_at, name) of what an organisation wrote for a kind, the latest first."""
    return session.execute(
        select(DocumentTemplate.version, DocumentTemplate.body, DocumentTemplate.saved_at, Account.name)
        .join(Account, Account.id == DocumentTemplate.saved_by)
        .where(DocumentTemplate.organisation_id == organisation_id, DocumentTemplate.kind == kind)
        .order_by(DocumentTemplate.version.desc())
    ).all()


def template_dates(session: Session, organisation_id: str) -> dict[str, AnyRow]:
    """Kind → (kind, version, saved_at) of the texts that the organisation has written, the latest of each."""
    rows = session.execute(
        select(
            DocumentTemplate.kind,
            func.max(DocumentTemplate.version).label("version"),
            func.max(DocumentTemplate.saved_at).label("saved_at"),
        )
        .where(DocumentTemplate.organisation_id == organisation_id)
        .group_by(DocumentTemplate.kind)
    )
    return {row.kind: row for row in rows}
