"""What was said of the organisation, and who answers for what."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, String, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account
from app.quality.standing.models import QualityCharge, QualityChoice

_CHARGE = "charge"
Choices = Sequence[AnyRow]


def _choices(organisation_id: str, day: date | None) -> Select[*tuple[Any, ...]]:
    statement = (
        select(
            QualityChoice.id,
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
    )
    return statement if day is None else statement.where(QualityChoice.from_on <= day)


def _charges(organisation_id: str) -> Select[*tuple[Any, ...]]:
    """The last word on each indicator, in the columns of a choice: `key` is its number, `value` and `by` the person."""
    last = (
        select(func.max(QualityCharge.id))
        .where(QualityCharge.organisation_id == organisation_id)
        .group_by(QualityCharge.number)
    )
    return (
        select(
            QualityCharge.id,
            literal(_CHARGE).label("what"),
            cast(QualityCharge.number, String).label("key"),
            QualityCharge.account_id.label("value"),
            literal("").label("reason"),
            cast(null(), Date).label("from_on"),
            QualityCharge.at,
            Account.name.label("by"),
        )
        .join(Account, Account.id == QualityCharge.account_id)
        .where(QualityCharge.id.in_(last))
    )


def choices(session: Session, organisation_id: str, day: date | None = None) -> Choices:
    """(what, key, value, reason, from_on, at, by) in the order in which they count; those that hold by a day."""
    found = _choices(organisation_id, day).subquery()
    return session.execute(select(found).order_by(found.c.from_on, found.c.at, found.c.id)).all()


def charges(session: Session, organisation_id: str) -> dict[int, AnyRow]:
    """Who answers for each indicator today: `value` is the account, `by` the name."""
    return {int(row.key): row for row in session.execute(_charges(organisation_id))}


def said(session: Session, organisation_id: str, day: date) -> tuple[Choices, dict[int, AnyRow]]:
    """Both, in one statement: what holds on a day, and who answers for what."""
    found = union_all(_choices(organisation_id, day), _charges(organisation_id)).subquery()
    rows = session.execute(select(found).order_by(found.c.from_on, found.c.at, found.c.id)).all()
    return [row for row in rows if row.what != _CHARGE], {int(row.key): row for row in rows if row.what == _CHARGE}
