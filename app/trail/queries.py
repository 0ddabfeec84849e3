"""Names for the ids of the trail, and the rows that belong to somebody."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.orm import Session

from app.appointments.models import Appointment
from app.assessment.models import Attempt, Submission
from app.core.access import Role
from app.core.db import AnyRow
from app.documents.models import IssuedDocument
from app.enrolments.models import Enrolment
from app.identity.models import Account, Membership
from app.messaging.models import Conversation
from app.trail.models import TrailSearch

_OF_A_PATH = (IssuedDocument, Attempt, Submission, Conversation, Appointment)


def names(session: Session, ids: Collection[str]) -> dict[str, str]:
    """Account id → name; who was erased is not there."""
    if not ids:
        return {}
    return {row.id: row.name for row in session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))}


def paths(session: Session, organisation_id: str, ids: Collection[str]) -> dict[str, AnyRow]:
    """Enrolment id → (learner_id, name, adviser_id)."""
    if not ids:
        return {}
    found = session.execute(
        select(Enrolment.id, Enrolment.learner_id, Enrolment.adviser_id, Account.name)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(Enrolment.organisation_id == organisation_id, Enrolment.id.in_(ids))
    )
    return {row.id: row for row in found}


def paths_of(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(id, adviser_id) of somebody's enrolments."""
    return session.execute(
        select(Enrolment.id, Enrolment.adviser_id)
        .where(Enrolment.organisation_id == organisation_id, Enrolment.learner_id == account_id)
        .order_by(Enrolment.id)
    ).all()


def belongings(session: Session, enrolment_ids: Collection[str], most: int = 500) -> list[str]:
    """Ids of the documents, works, conversations of a path: a page that names one of them is about its person."""
    if not enrolment_ids:
        return []
    each = [select(model.id.label("id")).where(model.enrolment_id.in_(enrolment_ids)) for model in _OF_A_PATH]
    return list(session.scalars(select(union_all(*each).subquery().c.id).limit(most)))


def people(session: Session, organisation_id: str, words: str, limit: int = 10) -> Sequence[AnyRow]:
    """(id, name, email) of members whose address this is, or whose name holds these words."""
    wanted = words.strip().lower()
    return session.execute(
        select(Account.id, Account.name, Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.organisation_id == organisation_id,
            or_(Account.email == wanted, func.lower(Account.name).contains(wanted, autoescape=True)),
        )
        .distinct()
        .order_by(Account.name, Account.id)
        .limit(limit)
    ).all()


def member(session: Session, organisation_id: str, account_id: str) -> AnyRow | None:
    """(id, name) of somebody who belongs here."""
    return session.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Account.id == account_id)
    ).first()


def reason(session: Session, organisation_id: str, asked_by: str, reader_id: str, since: datetime) -> AnyRow | None:
    """(id, reason) given since a moment for looking at what a reader did."""
    return session.execute(
        select(TrailSearch.id, TrailSearch.reason)
        .where(
            TrailSearch.organisation_id == organisation_id,
            TrailSearch.asked_by == asked_by,
            TrailSearch.reader_id == reader_id,
            TrailSearch.at >= since,
        )
        .order_by(TrailSearch.at.desc())
        .limit(1)
    ).first()


def answering(session: Session, organisation_id: str, officer_id: str | None) -> Sequence[AnyRow]:
    """(id, name, email, locale) of whoever answers for data: the person named, or the administration."""
    role = Membership.role == Role.ADMIN.value
    return session.execute(
        select(Account.id, Account.name, Account.email, Account.locale)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id, Account.id == officer_id if officer_id else role)
        .distinct()
        .order_by(Account.name, Account.id)
    ).all()
