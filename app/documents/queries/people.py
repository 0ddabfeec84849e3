"""Who documents are made for."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.periods import Period
from app.courses.models import Course, Edition
from app.documents.models import (
    VALID,
    IssuedDocument,
)
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment, GroupMember
from app.enrolments.rules import OPEN
from app.identity.models import Account


def paths(
    session: Session,
    organisation_id: str,
    *,
    course: str = "",
    group: str = "",
    status: str = "",
    funder: str = "",
    entry: Period | None = None,
) -> Sequence[AnyRow]:
    """(id, learner_id, name, status, starts_on, ends_on, closed_on, course) of the paths of a cohort, by name; nobody
    whose data are frozen: no document is made of them."""
    statement = (
        select(
            Enrolment.id, Enrolment.learner_id, Account.name, Enrolment.status, Enrolment.starts_on, Enrolment.ends_on,
            Enrolment.closed_on, Edition.title.label("course"),
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(Course, Course.id == Enrolment.course_id)
        .outerjoin(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
        .where(Enrolment.organisation_id == organisation_id, in_use(Use.DOCUMENTS))
        .order_by(Account.name, Enrolment.id)
    )  # fmt: skip
    if course:
        statement = statement.where(Course.id == course)
    if funder:
        statement = statement.where(Enrolment.funder_id == funder)
    if status == "closed":
        statement = statement.where(Enrolment.closed_on.is_not(None))
    elif status == "open":
        statement = statement.where(Enrolment.status.in_(OPEN))
    if group:
        statement = statement.where(
            exists().where(
                GroupMember.enrolment_id == Enrolment.id, GroupMember.group_id == group, GroupMember.until.is_(None)
            )
        )
    if entry is not None:
        statement = statement.where(Enrolment.starts_on.between(entry.start, entry.end))
    return session.execute(statement).all()


def have(session: Session, organisation_id: str, *kinds: str) -> Sequence[AnyRow]:
    """(kind, enrolment_id, id, number, period_start, period_end, sent_at, outdated) of the valid documents of some kinds,
    the last made last."""
    return session.execute(
        select(
            IssuedDocument.kind, IssuedDocument.enrolment_id, IssuedDocument.id, IssuedDocument.number, IssuedDocument.period_start,
            IssuedDocument.period_end, IssuedDocument.sent_at, IssuedDocument.outdated,
        ).where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.kind.in_(kinds),
            IssuedDocument.state == VALID, IssuedDocument.enrolment_id.is_not(None),
        ).order_by(IssuedDocument.year, IssuedDocument.serial, IssuedDocument.id)
    ).all()  # fmt: skip


def person_of(session: Session, account_id: str) -> AnyRow | None:
    """(id, name, email, locale) of an account."""
    return session.execute(
        select(Account.id, Account.name, Account.email, Account.locale).where(Account.id == account_id)
    ).first()
