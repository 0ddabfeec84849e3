"""Who is asked to sign, who has, whose turn it is."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.core.db import AnyRow
from app.documents.models import (
    SIGNED,
    VALID,
    WAITING,
    DocumentSigner,
    IssuedDocument,
)
from app.documents.queries.columns import LISTED
from app.enrolments.models import Enrolment
from app.identity.models import Account


def signatures_of(session: Session, organisation_id: str, document_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(document_id, rank, role, name, state, method, answered_at, sha256, expires_at) of those who are asked to sign."""
    if not document_ids:
        return ()
    return session.execute(
        select(
            DocumentSigner.document_id, DocumentSigner.rank, DocumentSigner.role, DocumentSigner.name,
            DocumentSigner.state, DocumentSigner.method, DocumentSigner.answered_at, DocumentSigner.sha256,
            DocumentSigner.expires_at,
        )
        .where(DocumentSigner.organisation_id == organisation_id, DocumentSigner.document_id.in_(document_ids))
        .order_by(DocumentSigner.document_id, DocumentSigner.rank)
    ).all()  # fmt: skip


def signers(session: Session, document_id: str) -> Sequence[DocumentSigner]:
    return session.scalars(
        select(DocumentSigner).where(DocumentSigner.document_id == document_id).order_by(DocumentSigner.rank)
    ).all()


def signers_to_change(session: Session, document_id: str) -> Sequence[DocumentSigner]:
    return session.scalars(
        select(DocumentSigner)
        .where(DocumentSigner.document_id == document_id)
        .order_by(DocumentSigner.rank)
        .with_for_update(key_share=True)
    ).all()


def signer_by_link(session: Session, link_hash: str) -> DocumentSigner | None:
    return session.scalar(select(DocumentSigner).where(DocumentSigner.link_hash == link_hash))


def waiting_signatures(
    session: Session, organisation_id: str, role: str = "", account_id: str = ""
) -> Sequence[AnyRow]:
    """(signer_id, document_id, kind, number, title, role, name, asked_at, expires_at, reminded_at, learner_name) of those
    whose turn it is, the oldest first; of one role, or of one person."""
    before = aliased(DocumentSigner)
    statement = (
        select(
            DocumentSigner.id.label("signer_id"), DocumentSigner.document_id, IssuedDocument.kind, IssuedDocument.number,
            IssuedDocument.title, IssuedDocument.sent_at, DocumentSigner.role, DocumentSigner.name,
            DocumentSigner.asked_at, DocumentSigner.expires_at, DocumentSigner.reminded_at,
            Account.name.label("learner_name"),
        )
        .join(IssuedDocument, IssuedDocument.id == DocumentSigner.document_id)
        .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
        .outerjoin(Account, Account.id == Enrolment.learner_id)
        .where(
            DocumentSigner.organisation_id == organisation_id, DocumentSigner.state == WAITING,
            IssuedDocument.state == VALID, LISTED,
            ~exists().where(
                before.document_id == DocumentSigner.document_id, before.rank < DocumentSigner.rank,
                before.state != SIGNED,
            ),
        )
        .order_by(DocumentSigner.asked_at, DocumentSigner.id)
    )  # fmt: skip
    if role:
        statement = statement.where(DocumentSigner.role == role)
    if account_id:
        statement = statement.where(DocumentSigner.account_id == account_id)
    return session.execute(statement).all()
