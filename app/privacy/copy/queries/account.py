"""Who a person is here, and the roles they hold."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account, Membership, Organisation


def account(session: Session, account_id: str) -> AnyRow | None:
    return session.execute(
        select(
            Account.id,
            Account.email,
            Account.name,
            Account.phone,
            Account.locale,
            Account.created_at,
            (Account.password_hash != "").label("has_password"),
        ).where(Account.id == account_id)
    ).first()


def roles(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Organisation.name, Membership.role, Membership.created_at)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == account_id)
        .order_by(Membership.created_at, Membership.id)
    ).all()
