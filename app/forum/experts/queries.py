"""Business owners of an organisation, and how they are introduced."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.db import AnyRow
from app.forum.experts.models import ExpertProfile
from app.identity.models import Account, Membership


def _experts(organisation_id: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Account.id,
            Account.name,
            ExpertProfile.trade,
            ExpertProfile.company,
            ExpertProfile.place,
            ExpertProfile.asks,
        )
        .join(Membership, Membership.account_id == Account.id)
        .outerjoin(
            ExpertProfile,
            and_(ExpertProfile.account_id == Account.id, ExpertProfile.organisation_id == organisation_id),
        )
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.EXPERT.value)
    )


def experts(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Everybody who is invited as a business owner, those with a trade first."""
    return session.execute(
        _experts(organisation_id).order_by(ExpertProfile.trade.is_(None), ExpertProfile.trade, Account.name, Account.id)
    ).all()


def expert(session: Session, organisation_id: str, account_id: str) -> AnyRow | None:
    return session.execute(_experts(organisation_id).where(Account.id == account_id)).first()


def introduced(session: Session, organisation_id: str, account_ids: Iterable[str]) -> dict[str, AnyRow]:
    """The profiles of some people, by account: what is said beside their posts."""
    rows = session.execute(
        _experts(organisation_id).where(Account.id.in_(sorted(set(account_ids))), ExpertProfile.trade.is_not(None))
    )
    return {row.id: row for row in rows}


def profile(session: Session, organisation_id: str, account_id: str) -> ExpertProfile | None:
    return session.get(ExpertProfile, (organisation_id, account_id))
