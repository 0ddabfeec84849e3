"""What the copy of somebody's data says of the trail."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.privacy import map as house


def places(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(organisation_id, id) of somebody's enrolments."""
    return session.execute(
        select(Enrolment.organisation_id, Enrolment.id)
        .where(Enrolment.learner_id == account_id)
        .order_by(Enrolment.created_at, Enrolment.id)
    ).all()


def names(session: Session, ids: Collection[str]) -> dict[str, str]:
    return {row.id: row.name for row in session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))}


def searches(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(at, reason, asked_by) of the searches that somebody made, or that were made about what they read."""
    search = house.table("trail_search")
    return session.execute(
        select(search.c.at, search.c.reason, search.c.asked_by)
        .where(or_(search.c.asked_by == account_id, search.c.reader_id == account_id))
        .order_by(search.c.at)
    ).all()
