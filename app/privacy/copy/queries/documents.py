"""The rows of a person's documents, for their copy."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.documents.models import DocumentAcknowledgement, DocumentSigner, DocumentTerms, IssuedDocument
from app.enrolments.models import Enrolment


def documents(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(title, number, made_at, sent_at, state, why), in their order."""
    return session.execute(
        select(
            IssuedDocument.title, IssuedDocument.number, IssuedDocument.made_at, IssuedDocument.sent_at,
            IssuedDocument.state, IssuedDocument.why,
        )
        .join(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()  # fmt: skip


def signatures(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(number, name, state, method, answered_at, address, reason): on one's documents, and those one gave."""
    return session.execute(
        select(
            IssuedDocument.number, DocumentSigner.name, DocumentSigner.state, DocumentSigner.method,
            DocumentSigner.answered_at, DocumentSigner.address, DocumentSigner.reason,
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentSigner.document_id)
        .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .where(or_(Enrolment.learner_id == account_id, DocumentSigner.account_id == account_id))
        .order_by(DocumentSigner.asked_at, DocumentSigner.id)
    ).all()  # fmt: skip


def terms(session: Session, account_id: str) -> Sequence[DocumentTerms]:
    return session.scalars(
        select(DocumentTerms)
        .join(Enrolment, Enrolment.id == DocumentTerms.enrolment_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(DocumentTerms.enrolment_id)
    ).all()


def read(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(title, number, at) of what somebody has said they have read."""
    return session.execute(
        select(IssuedDocument.title, IssuedDocument.number, DocumentAcknowledgement.at)
        .join(IssuedDocument, IssuedDocument.id == DocumentAcknowledgement.document_id)
        .where(DocumentAcknowledgement.account_id == account_id)
        .order_by(DocumentAcknowledgement.at, DocumentAcknowledgement.id)
    ).all()
