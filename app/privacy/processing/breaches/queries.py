"""Breaches of an organisation, their acts, and whom they touch."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.db import AnyRow, Moment
from app.core.errors import NotFound
from app.core.sealed import opens
from app.enrolments.models import Enrolment
from app.identity.models import Account, Membership
from app.privacy import map as house
from app.privacy.processing.models import DataBreach, DataBreachAct, DataBreachPerson


def breaches(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """The register, the newest first, with how many people each touches."""
    touched = (
        select(func.count()).where(DataBreachPerson.breach_id == DataBreach.id).correlate(DataBreach).scalar_subquery()
    )
    return session.execute(
        select(
            DataBreach.id, DataBreach.number, DataBreach.sort, DataBreach.known_at, DataBreach.state,
            DataBreach.decision, DataBreach.notified_at, DataBreach.closed_at, touched.label("people"),
        )
        .where(DataBreach.organisation_id == organisation_id)
        .order_by(DataBreach.known_at.desc(), DataBreach.number.desc())
    ).all()  # fmt: skip


def people_weighed(session: Session, organisation_id: str) -> dict[str, int]:
    """Breach id → how many people its last assessment says, where it says a number."""
    rows = session.execute(
        select(DataBreachAct.breach_id, DataBreachAct.said)
        .where(DataBreachAct.organisation_id == organisation_id, DataBreachAct.what == "assessed")
        .order_by(DataBreachAct.at, DataBreachAct.id)
    )
    said = {row.breach_id: row.said.get("people") for row in rows if opens(row.said)}
    return {breach_id: n for breach_id, n in said.items() if n}


def breach(session: Session, organisation_id: str, breach_id: str, *, to_change: bool = False) -> DataBreach:
    asked = select(DataBreach).where(DataBreach.organisation_id == organisation_id, DataBreach.id == breach_id)
    found = session.scalar(asked.with_for_update(key_share=True) if to_change else asked)
    if found is None:
        raise NotFound()
    return found


def next_number(session: Session, organisation_id: str) -> int:
    last = session.scalar(select(func.max(DataBreach.number)).where(DataBreach.organisation_id == organisation_id))
    return (last or 0) + 1


def acts(session: Session, breach_id: str) -> Sequence[AnyRow]:
    """What was done, in order. `by` None: the house."""
    return session.execute(
        select(DataBreachAct.id, DataBreachAct.what, DataBreachAct.said, DataBreachAct.at, Account.name.label("by"))
        .outerjoin(Account, Account.id == DataBreachAct.by_id)
        .where(DataBreachAct.breach_id == breach_id)
        .order_by(DataBreachAct.at, DataBreachAct.id)
    ).all()


def people(session: Session, breach_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            DataBreachPerson.id, DataBreachPerson.account_id, DataBreachPerson.found_by, DataBreachPerson.told_at,
            DataBreachPerson.told_by, Account.name, Account.email, Account.phone, Account.locale,
        )
        .join(Account, Account.id == DataBreachPerson.account_id)
        .where(DataBreachPerson.breach_id == breach_id)
        .order_by(Account.name, Account.id)
    ).all()  # fmt: skip


def people_to_tell(session: Session, breach_id: str) -> Sequence[DataBreachPerson]:
    return session.scalars(
        select(DataBreachPerson).where(DataBreachPerson.breach_id == breach_id, DataBreachPerson.told_at.is_(None))
    ).all()


def waiting(session: Session) -> Sequence[DataBreach]:
    """Those of every organisation that the authority may have to know, and does not."""
    return session.scalars(
        select(DataBreach)
        .where(DataBreach.state != "closed", DataBreach.notified_at.is_(None), DataBreach.decision != "keep")
        .order_by(DataBreach.organisation_id, DataBreach.number)
    ).all()


# Whom it touches ------------------------------------------------------------------------------------------------------


def members_among(session: Session, organisation_id: str, account_ids: Iterable[str]) -> list[str]:
    """Of these accounts, those that belong to the organisation."""
    wanted = list(account_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        found.update(
            session.scalars(
                select(Membership.account_id).where(
                    Membership.organisation_id == organisation_id,
                    Membership.account_id.in_(wanted[start : start + 500]),
                )
            )
        )
    return sorted(found)


def learners(session: Session, organisation_id: str) -> list[str]:
    return list(
        session.scalars(
            select(Membership.account_id).where(
                Membership.organisation_id == organisation_id, Membership.role == Role.LEARNER.value
            )
        )
    )


def learners_of(session: Session, organisation_id: str, enrolment_ids: Iterable[str]) -> list[str]:
    wanted = list(enrolment_ids)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        found.update(
            session.scalars(
                select(Enrolment.learner_id).where(
                    Enrolment.organisation_id == organisation_id, Enrolment.id.in_(wanted[start : start + 500])
                )
            )
        )
    return sorted(found)


def named_like(session: Session, organisation_id: str, text: str) -> list[str]:
    return list(
        session.scalars(
            select(Account.id)
            .join(Membership, Membership.account_id == Account.id)
            .where(
                Membership.organisation_id == organisation_id,
                func.lower(Account.name).contains(text.strip().lower(), autoescape=True),
            )
            .distinct()
        )
    )


def spoken_of(
    session: Session, organisation_id: str, name: str, since: datetime | None, until: datetime | None
) -> list[str]:
    """The people of the organisation of whom one table speaks; with a window, by rows written in it."""
    start = house.table(name)
    of_here = select(Membership.account_id).where(Membership.organisation_id == organisation_id)
    owners = [_owners(start, path.split(">"), _window(start, since, until)) for path in house.PATHS[name]]
    return list(
        session.scalars(
            select(Account.id).where(Account.id.in_(of_here), or_(*(Account.id.in_(owner) for owner in owners)))
        )
    )


def _owners(start: Table, steps: list[str], within: ColumnElement[bool]):  # type: ignore[no-untyped-def]
    """The accounts that a path leads to, from the rows of a table."""
    here, joined = start, start
    joins = []
    for step in steps[:-1]:
        target = next(iter(here.c[step].foreign_keys)).column
        alias = target.table
        joins.append((alias, here.c[step] == target))
        here = alias
    asked = select(here.c[steps[-1]]).select_from(joined)
    for target_table, condition in joins:
        asked = asked.join(target_table, condition)
    return asked.where(within, here.c[steps[-1]].is_not(None))


def _window(start: Table, since: datetime | None, until: datetime | None) -> ColumnElement[bool]:
    """Rows written in it; a table that has no moment is taken whole."""
    moment = next((column for column in start.columns if isinstance(column.type, Moment)), None)
    if moment is None:
        return true()
    return and_(true(), *([moment >= since] if since else []), *([moment < until] if until else []))
