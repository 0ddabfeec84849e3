"""Who is to be erased: their account, their paths, where else they live, the people beside them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.enrolments.models import Enrolment
from app.identity.models import Account, Membership, Organisation


def account_to_erase(session: Session, account_id: str) -> Account | None:
    """Locked: whoever writes in this person's name waits, and then finds nobody."""
    return session.get(Account, account_id, with_for_update={"key_share": True}, populate_existing=True)


def shut_out(session: Session, organisation_id: str, account_id: str) -> None:
    """From here on no act of this person begins, and those under way are over: see `doors.still_here`."""
    session.execute(
        select(Membership.id)
        .where(Membership.account_id == account_id, Membership.organisation_id == organisation_id)
        .order_by(Membership.id)
        .with_for_update()
    ).all()


def lives_elsewhere(session: Session, account_id: str, organisation_id: str) -> bool:
    return bool(
        session.scalar(
            select(func.count())
            .select_from(Membership)
            .where(Membership.account_id == account_id, Membership.organisation_id != organisation_id)
        )
    )


def names_beside(session: Session, organisation_id: str, account_id: str) -> list[str]:
    """The names of the other people of an organisation."""
    here = select(Membership.account_id).where(Membership.organisation_id == organisation_id)
    there = select(Enrolment.learner_id).where(Enrolment.organisation_id == organisation_id)
    statement = select(Account.name).where(
        Account.id.in_(here.union(there)), Account.id != account_id, Account.name != ""
    )
    return list(session.scalars(statement.distinct()))


def was_staff(session: Session, account_id: str) -> bool:
    statement = select(Membership.id).where(Membership.account_id == account_id, Membership.role != "learner")
    return session.scalar(statement.limit(1)) is not None


def organisations_of(session: Session, account_id: str) -> list[str]:
    statement = select(Membership.organisation_id).where(Membership.account_id == account_id)
    return list(session.scalars(statement.distinct().order_by(Membership.organisation_id)))


def place(session: Session, organisation_id: str) -> Organisation | None:
    return session.get(Organisation, organisation_id)


def paths_of(session: Session, organisation_id: str, account_id: str, enrolment_id: str | None) -> Sequence[Enrolment]:
    statement = select(Enrolment).where(
        Enrolment.organisation_id == organisation_id, Enrolment.learner_id == account_id
    )
    if enrolment_id:
        statement = statement.where(Enrolment.id == enrolment_id)
    return session.scalars(statement.order_by(Enrolment.id)).all()
