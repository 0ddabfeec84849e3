"""What the registers hold about a person."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.registers.models import ProcedureReading, RegisterEntry, RegisterReferent
from app.registers.sealed.models import SealedReading


def lines(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(kind, title, at, data) of what is about them."""
    return session.execute(
        select(RegisterEntry.kind, RegisterEntry.title, RegisterEntry.at, RegisterEntry.data)
        .where(RegisterEntry.person_id == account_id)
        .order_by(RegisterEntry.at, RegisterEntry.id)
    ).all()


def duties(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(RegisterReferent.duty, RegisterReferent.named_at, RegisterReferent.ended_at)
        .where(RegisterReferent.account_id == account_id)
        .order_by(RegisterReferent.named_at, RegisterReferent.id)
    ).all()


def procedures_read(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(ProcedureReading.at).where(ProcedureReading.account_id == account_id).order_by(ProcedureReading.at)
    ).all()


def sealed_readings(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(SealedReading.at).where(SealedReading.reader_id == account_id).order_by(SealedReading.at)
    ).all()
