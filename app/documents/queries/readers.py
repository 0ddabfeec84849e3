"""Which documents of the house are read, and by whom."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.documents.models import (
    VALID,
    DocumentAcknowledgement,
    IssuedDocument,
)
from app.documents.queries.columns import DOCUMENT
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
from app.identity.models import Account


def to_acknowledge(session: Session, organisation_id: str, kinds: Sequence[str]) -> Sequence[AnyRow]:
    """The documents in force that learners read and acknowledge: one of each kind."""
    return session.execute(
        DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.kind.in_(kinds),
            IssuedDocument.state == VALID, IssuedDocument.enrolment_id.is_(None),
        ).order_by(IssuedDocument.kind, IssuedDocument.made_at)
    ).all()  # fmt: skip


def acknowledgements_of(session: Session, organisation_id: str, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(document_id, kind, number, title, template_version, enrolment_id, account_id, at): who has read which version."""
    if not enrolment_ids:
        return ()
    return session.execute(
        select(
            DocumentAcknowledgement.document_id, IssuedDocument.kind, IssuedDocument.number, IssuedDocument.title,
            IssuedDocument.template_version, Enrolment.id.label("enrolment_id"), DocumentAcknowledgement.account_id,
            DocumentAcknowledgement.at,
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentAcknowledgement.document_id)
        .join(Enrolment, Enrolment.learner_id == DocumentAcknowledgement.account_id)
        .where(
            DocumentAcknowledgement.organisation_id == organisation_id,
            Enrolment.organisation_id == organisation_id,
            Enrolment.id.in_(enrolment_ids),
        )
        .order_by(Enrolment.id, DocumentAcknowledgement.at, DocumentAcknowledgement.id)
    ).all()  # fmt: skip


def acknowledgement(session: Session, document_id: str, account_id: str) -> DocumentAcknowledgement | None:
    return session.scalar(
        select(DocumentAcknowledgement).where(
            DocumentAcknowledgement.document_id == document_id, DocumentAcknowledgement.account_id == account_id
        )
    )


def acknowledged_by(session: Session, account_id: str) -> dict[str, Any]:
    """Document id → when a person has acknowledged it."""
    rows = session.execute(
        select(DocumentAcknowledgement.document_id, DocumentAcknowledgement.at).where(
            DocumentAcknowledgement.account_id == account_id
        )
    )
    return {row.document_id: row.at for row in rows}


def who_acknowledged(session: Session, document_id: str) -> Sequence[AnyRow]:
    """(name, at), the latest first."""
    return session.execute(
        select(Account.name, DocumentAcknowledgement.at)
        .join(Account, Account.id == DocumentAcknowledgement.account_id)
        .where(DocumentAcknowledgement.document_id == document_id)
        .order_by(DocumentAcknowledgement.at.desc(), DocumentAcknowledgement.id)
    ).all()


def not_acknowledged(session: Session, organisation_id: str, document_id: str) -> Sequence[AnyRow]:
    """(id, learner_id, name, email, locale) of the open paths of people who have not acknowledged a document."""
    return session.execute(
        select(Enrolment.id, Enrolment.learner_id, Account.name, Account.email, Account.locale)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            Enrolment.organisation_id == organisation_id,
            Enrolment.status.in_(OPEN),
            in_use(Use.DOCUMENTS),
            ~exists().where(
                DocumentAcknowledgement.document_id == document_id,
                DocumentAcknowledgement.account_id == Enrolment.learner_id,
            ),
        )
        .order_by(Account.name, Enrolment.id)
    ).all()


def silence(session: Session, organisation_id: str, document_ids: Sequence[str]) -> dict[str, int]:
    """Document id → how many paths under way are those of people who have not acknowledged it. One statement."""
    rows = session.execute(
        select(IssuedDocument.id, func.count(Enrolment.id).label("n"))
        .join(Enrolment, Enrolment.organisation_id == IssuedDocument.organisation_id)
        .where(
            IssuedDocument.id.in_(document_ids),
            Enrolment.organisation_id == organisation_id,
            Enrolment.status.in_(OPEN),
            in_use(Use.DOCUMENTS),
            ~exists().where(
                DocumentAcknowledgement.document_id == IssuedDocument.id,
                DocumentAcknowledgement.account_id == Enrolment.learner_id,
            ),
        )
        .group_by(IssuedDocument.id)
    )
    return {row.id: row.n for row in rows}
