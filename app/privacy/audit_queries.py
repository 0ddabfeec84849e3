"""What is held of somebody by audit files."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.quality.audit.models import AuditAccess, AuditFile, AuditFilePerson, AuditLook

_FILE = select(AuditFile.starts_on, AuditFile.ends_on, AuditFile.created_at, AuditFile.removed_at)


def about(session: Session, account_id: str) -> Sequence[AnyRow]:
    """The audit files in which a path of theirs is."""
    return session.execute(
        _FILE.join(AuditFilePerson, AuditFilePerson.audit_file_id == AuditFile.id)
        .join(Enrolment, Enrolment.id == AuditFilePerson.enrolment_id)
        .where(Enrolment.learner_id == account_id)
        .order_by(AuditFile.created_at, AuditFile.id, Enrolment.id)
    ).all()


def asked(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        _FILE.where(AuditFile.asked_by == account_id).order_by(AuditFile.created_at, AuditFile.id)
    ).all()


def opened_to(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(invited_at, until, revoked_at)"""
    return session.execute(
        select(AuditAccess.invited_at, AuditAccess.until, AuditAccess.revoked_at)
        .where(AuditAccess.account_id == account_id)
        .order_by(AuditAccess.invited_at, AuditAccess.id)
    ).all()


def looks(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, path) of what they opened as somebody invited."""
    return session.execute(
        select(AuditLook.at, AuditLook.path)
        .where(AuditLook.reader_id == account_id)
        .order_by(AuditLook.at, AuditLook.id)
    ).all()
