"""What is held in somebody's dossier, whoever reads it here: the law gives a person what is written about them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.dossiers.models import (
    Dossier,
    DossierAction,
    DossierAid,
    DossierComment,
    DossierCorrection,
    DossierGoal,
    DossierNote,
    DossierNoteVersion,
    DossierReading,
    DossierReferral,
)
from app.identity.models import Account
from app.privacy.copy.queries.own import own_paths


def pages(session: Session, account_id: str) -> Sequence[Dossier]:
    return session.scalars(
        select(Dossier).where(Dossier.enrolment_id.in_(own_paths(account_id))).order_by(Dossier.enrolment_id)
    ).all()


def notes(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(written_at, kind, visibility, author, body, others, subject, withdrawn_reason), the oldest first."""
    return session.execute(
        select(
            DossierNote.written_at,
            DossierNote.kind,
            DossierNote.visibility,
            Account.name.label("author"),
            DossierNote.body,
            DossierNote.others,
            DossierNote.subject,
            DossierNote.withdrawn_reason,
        )
        .join(Account, Account.id == DossierNote.author_id)
        .where(DossierNote.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierNote.written_at, DossierNote.id)
    ).all()


def versions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(until, changer, body, others) of what these notes said before."""
    return session.execute(
        select(
            DossierNoteVersion.until, Account.name.label("changer"), DossierNoteVersion.body, DossierNoteVersion.others
        )
        .join(DossierNote, DossierNote.id == DossierNoteVersion.note_id)
        .join(Account, Account.id == DossierNoteVersion.changed_by)
        .where(DossierNote.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierNoteVersion.until, DossierNoteVersion.note_id)
    ).all()


def goals(session: Session, account_id: str) -> Sequence[DossierGoal]:
    return session.scalars(
        select(DossierGoal).where(DossierGoal.enrolment_id.in_(own_paths(account_id))).order_by(DossierGoal.id)
    ).all()


def actions(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(body, owner, due_on, done_at)"""
    return session.execute(
        select(DossierAction.body, Account.name.label("owner"), DossierAction.due_on, DossierAction.done_at)
        .join(Account, Account.id == DossierAction.owner_id)
        .where(DossierAction.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierAction.id)
    ).all()


def comments(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(written_at, author, action, body)"""
    return session.execute(
        select(
            DossierComment.written_at,
            Account.name.label("author"),
            DossierAction.body.label("action"),
            DossierComment.body,
        )
        .join(DossierAction, DossierAction.id == DossierComment.action_id)
        .join(Account, Account.id == DossierComment.author_id)
        .where(DossierAction.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierComment.written_at, DossierComment.id)
    ).all()


def referrals(session: Session, account_id: str) -> Sequence[DossierReferral]:
    return session.scalars(
        select(DossierReferral)
        .where(DossierReferral.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierReferral.id)
    ).all()


def aids(session: Session, account_id: str) -> Sequence[DossierAid]:
    return session.scalars(
        select(DossierAid).where(DossierAid.enrolment_id.in_(own_paths(account_id))).order_by(DossierAid.id)
    ).all()


def corrections(session: Session, account_id: str) -> Sequence[DossierCorrection]:
    return session.scalars(
        select(DossierCorrection)
        .where(DossierCorrection.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierCorrection.id)
    ).all()


def readings(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, reader, part), the latest first."""
    return session.execute(
        select(DossierReading.at, Account.name.label("reader"), DossierReading.part)
        .join(Account, Account.id == DossierReading.reader_id)
        .where(DossierReading.enrolment_id.in_(own_paths(account_id)))
        .order_by(DossierReading.at.desc(), DossierReading.id.desc())
    ).all()
