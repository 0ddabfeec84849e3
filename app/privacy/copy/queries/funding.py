"""What is held of who pays for a path, and of what its funder asked."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.funding.models import (
    FunderReport,
    FundingAgreement,
    FundingFile,
    ParticipantReading,
    ParticipantRecord,
)
from app.identity.models import Account, Funder
from app.privacy.copy.queries.own import own_paths


def agreements(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(funder, reference, minutes_bought, share, created_at, ended_at)"""
    return session.execute(
        select(
            Funder.name.label("funder"), FundingAgreement.reference, FundingAgreement.minutes_bought,
            FundingAgreement.share, FundingAgreement.created_at, FundingAgreement.ended_at,
        )
        .join(Funder, Funder.id == FundingAgreement.funder_id)
        .where(FundingAgreement.enrolment_id.in_(own_paths(account_id)))
        .order_by(FundingAgreement.created_at, FundingAgreement.id)
    ).all()  # fmt: skip


def files(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(status, entrusted_to, entrusted_by, changed_at)"""
    return session.execute(
        select(FundingFile.status, FundingFile.entrusted_to, FundingFile.entrusted_by, FundingFile.changed_at)
        .where(FundingFile.enrolment_id.in_(own_paths(account_id)))
        .order_by(FundingFile.enrolment_id)
    ).all()


def records(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(id, moment, number, form, answers, sealed, reason, filled_at, purged_at, filled_by)"""
    return session.execute(
        select(
            ParticipantRecord.id, ParticipantRecord.moment, ParticipantRecord.number, ParticipantRecord.form,
            ParticipantRecord.answers, ParticipantRecord.sealed, ParticipantRecord.reason, ParticipantRecord.filled_at,
            ParticipantRecord.purged_at, Account.name.label("filled_by"),
        )
        .join(Account, Account.id == ParticipantRecord.filled_by)
        .where(ParticipantRecord.enrolment_id.in_(own_paths(account_id)))
        .order_by(ParticipantRecord.filled_at, ParticipantRecord.id)
    ).all()  # fmt: skip


def readings(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(reader, at)"""
    return session.execute(
        select(Account.name.label("reader"), ParticipantReading.at)
        .join(Account, Account.id == ParticipantReading.reader_id)
        .where(ParticipantReading.enrolment_id.in_(own_paths(account_id)))
        .order_by(ParticipantReading.at, ParticipantReading.id)
    ).all()


def signed(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(number, starts_on, ends_on, capacity, signed_at) of the reports that somebody signed."""
    return session.execute(
        select(
            FunderReport.number, FunderReport.starts_on, FunderReport.ends_on, FunderReport.capacity, FunderReport.signed_at
        )
        .where(FunderReport.signed_by == account_id)
        .order_by(FunderReport.number, FunderReport.id)
    ).all()  # fmt: skip
