"""The people who may be named."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account, Membership


def members(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """(id, name, role) of the people of an organisation, once for each role."""
    return session.execute(
        select(Account.id, Account.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Account.name, Account.id)
    ).all()
