"""Business owners of an organisation, and how they are introduced."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.db import AnyRow
from app.forum.experts.models import ExpertProfile
from app.identity.models import Account, Membership

_HERE = bindparam("organisation_id", type_=Membership.organisation_id.type)
_EXPERTS: Select[*tuple[Any, ...]] = (
    select(
        Account.id,
        Account.name,
        ExpertProfile.trade,
        ExpertProfile.company,
        ExpertProfile.place,
        ExpertProfile.asks,
    )
    .join(Membership, Membership.account_id == Account.id)
    .outerjoin(ExpertProfile, and_(ExpertProfile.account_id == Account.id, ExpertProfile.organisation_id == _HERE))
    .where(Membership.organisation_id == _HERE, Membership.role == Role.EXPERT.value)
)
_IN_ORDER = _EXPERTS.order_by(ExpertProfile.trade.is_(None), ExpertProfile.trade, Account.name, Account.id)
_ONE = _EXPERTS.where(Account.id == bindparam("account_id"))
_INTRODUCED = _EXPERTS.where(Account.id.in_(bindparam("account_ids", expanding=True)), ExpertProfile.trade.is_not(None))


def experts(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Everybody who is invited as a business owner, those with a trade first."""
    return session.execute(_IN_ORDER, {"organisation_id": organisation_id}).all()


def expert(session: Session, organisation_id: str, account_id: str) -> AnyRow | None:
    return session.execute(_ONE, {"organisation_id": organisation_id, "account_id": account_id}).first()


def introduced(session: Session, organisation_id: str, account_ids: Iterable[str]) -> dict[str, AnyRow]:
    """The profiles of some people, by account: what is said beside their posts."""
    wanted = {"organisation_id": organisation_id, "account_ids": sorted(set(account_ids))}
    return {row.id: row for row in session.execute(_INTRODUCED, wanted)}


def profile(session: Session, organisation_id: str, account_id: str) -> ExpertProfile | None:
    return session.get(ExpertProfile, (organisation_id, account_id))
