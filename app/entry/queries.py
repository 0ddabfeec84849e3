"""Whom the people who enter are accompanied by, and the accounts behind a number."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
from app.identity.models import Account, Membership


def accompanied(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(id, adviser_id) of the open paths of a person that somebody accompanies."""
    return session.execute(
        select(Enrolment.id, Enrolment.adviser_id)
        .where(
            Enrolment.organisation_id == organisation_id,
            Enrolment.learner_id == account_id,
            Enrolment.adviser_id.is_not(None),
            Enrolment.status.in_(OPEN),
        )
        .order_by(Enrolment.id)
    ).all()


def accounts_of_phone(session: Session, key: str) -> Sequence[AnyRow]:
    """(id, name) of the people who have this number and a place somewhere."""
    if not key:
        return ()
    member = select(Membership.id).where(Membership.account_id == Account.id)
    return session.execute(
        select(Account.id, Account.name).where(Account.phone_key == key, member.exists()).order_by(Account.id)
    ).all()
