"""Whom news for the whole team goes to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.identity.models import Account, Membership
from app.notifications.writing import Person


def team(session: Session, organisation_id: str) -> list[Person]:
    """Every adviser; where there is none, whoever administers."""
    for role in (Role.ADVISER, Role.ADMIN):
        found = session.execute(
            select(Account.id, Account.name, Account.email, Account.locale)
            .join(Membership, Membership.account_id == Account.id)
            .where(Membership.organisation_id == organisation_id, Membership.role == role)
            .order_by(Account.id)
        ).all()
        if found:
            return [Person(row.name, row.email, row.id, locale=row.locale) for row in found]
    return []
