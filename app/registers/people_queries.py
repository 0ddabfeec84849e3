"""Who is of the team, and who is named for what."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.core.access import STAFF, Actor
from app.identity.models import Account, Membership
from app.registers.models import RegisterReferent
from app.registers.queries import Rows


def team(session: Session, organisation_id: str) -> Rows:
    """(id, name) of the team, by name."""
    return _members(session, organisation_id, [role.value for role in STAFF])


def learners(session: Session, organisation_id: str) -> Rows:
    return _members(session, organisation_id, ["learner"])


def _members(session: Session, organisation_id: str, roles: Collection[str]) -> Rows:
    return session.execute(
        select(Account.id, Account.name)
        .where(
            exists().where(
                Membership.account_id == Account.id,
                Membership.organisation_id == organisation_id,
                Membership.role.in_(roles),
            )
        )
        .order_by(Account.name, Account.id)
    ).all()


def is_member(session: Session, organisation_id: str, account_id: str, roles: Collection[str]) -> bool:
    return bool(
        session.scalar(
            select(
                exists().where(
                    Membership.organisation_id == organisation_id,
                    Membership.account_id == account_id,
                    Membership.role.in_(roles),
                )
            )
        )
    )


def referents(session: Session, organisation_id: str, duty: str = "") -> Rows:
    """(duty, account_id, name, email, phone, named_at) of those who are named today, by duty and name."""
    statement = (
        select(
            RegisterReferent.id,
            RegisterReferent.duty,
            RegisterReferent.account_id,
            Account.name,
            Account.email,
            Account.phone,
            RegisterReferent.named_at,
        )
        .join(Account, Account.id == RegisterReferent.account_id)
        .where(RegisterReferent.organisation_id == organisation_id, RegisterReferent.ended_at.is_(None))
        .order_by(RegisterReferent.duty, Account.name, RegisterReferent.id)
    )
    return session.execute(statement.where(RegisterReferent.duty == duty) if duty else statement).all()


def duties_of(session: Session, actor: Actor) -> frozenset[str]:
    """What somebody is named for."""
    return frozenset(
        session.scalars(
            select(RegisterReferent.duty).where(
                RegisterReferent.organisation_id == actor.organisation_id,
                RegisterReferent.account_id == actor.account_id,
                RegisterReferent.ended_at.is_(None),
            )
        )
    )


def named(session: Session, organisation_id: str, duty: str, account_id: str) -> RegisterReferent | None:
    return session.scalars(
        select(RegisterReferent)
        .where(
            RegisterReferent.organisation_id == organisation_id,
            RegisterReferent.duty == duty,
            RegisterReferent.account_id == account_id,
            RegisterReferent.ended_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).first()
