"""What was said of the organisation, and who answers for what."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account
from app.quality.standing.models import QualityCharge, QualityChoice


def choices(session: Session, organisation_id: str, day: date | None = None) -> Sequence[AnyRow]:
    """(what, key, value, reason, from_on, at, by) in the order in which they count; those that hold by a day."""
    statement = (
        select(
            QualityChoice.what,
            QualityChoice.key,
            QualityChoice.value,
            QualityChoice.reason,
            QualityChoice.from_on,
            QualityChoice.at,
            Account.name.label("by"),
        )
        .outerjoin(Account, Account.id == QualityChoice.by_id)
        .where(QualityChoice.organisation_id == organisation_id)
        .order_by(QualityChoice.from_on, QualityChoice.at, QualityChoice.id)
    )
    return session.execute(statement if day is None else statement.where(QualityChoice.from_on <= day)).all()


def charges(session: Session, organisation_id: str) -> dict[int, AnyRow]:
    """(number, account_id, name) of who answers for each indicator today."""
    last = (
        select(QualityCharge.number, func.max(QualityCharge.id).label("id"))
        .where(QualityCharge.organisation_id == organisation_id)
        .group_by(QualityCharge.number)
        .subquery()
    )
    rows = session.execute(
        select(QualityCharge.number, QualityCharge.account_id, Account.name)
        .join(last, last.c.id == QualityCharge.id)
        .join(Account, Account.id == QualityCharge.account_id)
    ).all()
    return {row.number: row for row in rows}
