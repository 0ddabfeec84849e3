"""What documents there are: of a person, of a period, to be signed, to be acknowledged."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.periods import Period
from app.documents.models import (
    VALID,
    DocumentAcknowledgement,
    DocumentSigner,
    IssuedDocument,
)
from app.enrolments.models import Enrolment
from app.identity.models import Account

_DOCUMENT = (
    select(
        IssuedDocument.id, IssuedDocument.organisation_id, IssuedDocument.kind, IssuedDocument.number,
        IssuedDocument.code, IssuedDocument.enrolment_id, IssuedDocument.course_id, IssuedDocument.title,
        IssuedDocument.period_start, IssuedDocument.period_end, IssuedDocument.minutes,
        IssuedDocument.template_version, IssuedDocument.sha256, IssuedDocument.file_id, IssuedDocument.signed_file_id,
        IssuedDocument.state, IssuedDocument.why, IssuedDocument.replaces_id, IssuedDocument.outdated,
        IssuedDocument.made_by, IssuedDocument.made_at, IssuedDocument.sent_at,
        Enrolment.learner_id, Account.name.label("learner_name"),
    )
    .outerjoin(Enrolment, Enrolment.id == IssuedDocument.enrolment_id)
    .outerjoin(Account, Account.id == Enrolment.learner_id)
)  # fmt: skip


# --- For the rooms above ------------------------------------------------------------------------------------------


def documents_of_enrolments(session: Session, organisation_id: str, enrolment_ids: Sequence[str]) -> Sequence[AnyRow]:
    """Every document of these paths, in every state, by path and date: the columns of `_DOCUMENT`, `file_id` being the
    bytes that were made and `signed_file_id` those with the trail. One statement."""
    if not enrolment_ids:
        return ()
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.enrolment_id.in_(enrolment_ids)
        ).order_by(IssuedDocument.enrolment_id, IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def documents_in_period(session: Session, organisation_id: str, start: date, end: date) -> Sequence[AnyRow]:
    """Every document made between two days, both included. One statement."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id,
            IssuedDocument.made_at >= Period(start, end).since,
            IssuedDocument.made_at < Period(start, end).until,
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()


def house_documents(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The documents of no path (règlement intérieur, livret, programme sheets), in every state. One statement."""
    return session.execute(
        _DOCUMENT.where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.enrolment_id.is_(None)
        ).order_by(IssuedDocument.made_at, IssuedDocument.id)
    ).all()


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


def counts_by_kind(session: Session, organisation_id: str, start: date, end: date) -> dict[str, int]:
    """How many valid documents of each kind were made in a period."""
    rows = session.execute(
        select(IssuedDocument.kind, func.count().label("n"))
        .where(
            IssuedDocument.organisation_id == organisation_id, IssuedDocument.state == VALID,
            IssuedDocument.made_at >= Period(start, end).since, IssuedDocument.made_at < Period(start, end).until,
        )
        .group_by(IssuedDocument.kind)
        .order_by(IssuedDocument.kind)
    )  # fmt: skip
    return {row.kind: row.n for row in rows}
