"""What the ledger says of a person, and of what they did in the paths of others."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.ledger.models import LedgerEntry


def ledger(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What the ledger says about a person."""
    return session.execute(
        select(
            LedgerEntry.occurred_at,
            LedgerEntry.kind,
            LedgerEntry.activity_id,
            LedgerEntry.minutes,
            LedgerEntry.place,
        )
        .where(LedgerEntry.person_id == account_id)
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    ).all()


def acts(session: Session, account_id: str) -> Sequence[AnyRow]:
    """What a person did in the paths of others: when and what, never about whom."""
    return session.execute(
        select(LedgerEntry.occurred_at, LedgerEntry.kind)
        .where(
            LedgerEntry.actor_id == account_id,
            or_(LedgerEntry.person_id.is_(None), LedgerEntry.person_id != account_id),
        )
        .order_by(LedgerEntry.occurred_at, LedgerEntry.id)
    ).all()
