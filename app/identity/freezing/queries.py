"""Who is frozen: one condition for lists, one name for the lines that stay, one question for a person."""

from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, case, exists, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.i18n import _
from app.identity.freezing.models import DataFreeze
from app.identity.freezing.rules import USES, Fate, Use, stopped

_Column = ColumnElement[Any] | InstrumentedAttribute[Any]

_STANDING = select(DataFreeze).where(
    DataFreeze.organisation_id == bindparam("organisation_id"),
    DataFreeze.account_id == bindparam("account_id"),
    DataFreeze.lifted_at.is_(None),
)


def is_frozen(account_id: _Column, organisation_id: _Column) -> ColumnElement[bool]:
    """As a condition of a statement that reads people."""
    return exists().where(
        DataFreeze.account_id == account_id,
        DataFreeze.organisation_id == organisation_id,
        DataFreeze.lifted_at.is_(None),
    )


def in_use(use: Use, account_id: _Column, organisation_id: _Column) -> ColumnElement[bool]:
    """Whether a person counts among those that a use reads, as `rules.USES` has it: always, where a freeze changes nothing."""
    return ~is_frozen(account_id, organisation_id) if stopped(use) else true()


def shown_name(use: Use, name: _Column, account_id: _Column, organisation_id: _Column) -> _Column:
    """The name of a person on a line that stays, or that it is frozen."""
    if USES[use].fate is not Fate.UNNAMED:
        return name
    nobody = bindparam(None, callable_=unnamed, type_=String(), unique=True)  # said in the language of whoever reads
    return case((is_frozen(account_id, organisation_id), nobody), else_=name)


def unnamed() -> str:
    return _("Personne aux données gelées")


def standing(session: Session, organisation_id: str, account_id: str) -> DataFreeze | None:
    """The freeze that stands on a person, if one does."""
    return session.scalar(_STANDING, {"organisation_id": organisation_id, "account_id": account_id})
