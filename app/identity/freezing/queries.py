"""Who is frozen: one condition for lists, one question for a person."""

from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.identity.freezing.models import DataFreeze

_STANDING = select(DataFreeze).where(
    DataFreeze.organisation_id == bindparam("organisation_id"),
    DataFreeze.account_id == bindparam("account_id"),
    DataFreeze.lifted_at.is_(None),
)


def is_frozen(
    account_id: ColumnElement[Any] | InstrumentedAttribute[Any],
    organisation_id: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> ColumnElement[bool]:
    """As a condition of a statement that reads people: `.where(~is_frozen(Enrolment.learner_id, Enrolment.organisation_id))`."""
    return exists().where(
        DataFreeze.account_id == account_id,
        DataFreeze.organisation_id == organisation_id,
        DataFreeze.lifted_at.is_(None),
    )


def standing(session: Session, organisation_id: str, account_id: str) -> DataFreeze | None:
    """The freeze that stands on a person, if one does."""
    return session.scalar(_STANDING, {"organisation_id": organisation_id, "account_id": account_id})
