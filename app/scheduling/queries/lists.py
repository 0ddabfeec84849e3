"""The lists of sessions that the team works from. Each reads what it shows, however many sessions lie behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.identity.models import Account
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.queries.sessions import IN_ORDER, MOMENT, SESSION, STANDS, Rows, behind
from app.scheduling.rules import LONGEST, State

# On the index of the bookings of which nothing is said yet: those of coming sessions, and what was forgotten.
_UNSAID = exists().where(
    Booking.session_id == TrainingSession.id, Booking.state == State.BOOKED.value, Booking.said_at.is_(None)
)
_NEVER = ~exists().where(Attendance.session_id == TrainingSession.id)


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody looks for among the sessions; empty: everything."""

    trainer_id: str = ""
    site_id: str = ""
    course_id: str = ""

    def given(self) -> dict[str, str]:
        """What was asked for, by column."""
        asked = {"trainer_id": self.trainer_id, "site_id": self.site_id, "course_id": self.course_id}
        return {name: value for name, value in asked.items() if value}


ALL = Filters()
_COLUMNS = {
    "trainer_id": TrainingSession.trainer_id, "site_id": TrainingSession.site_id, "course_id": TrainingSession.course_id,
}  # fmt: skip
_MOMENT = bindparam("moment", type_=MOMENT)


def _of(names: Iterable[str]) -> ColumnElement[bool]:
    """The sessions of an organisation that begin in a period, with the columns that were asked for."""
    return and_(
        TrainingSession.organisation_id == bindparam("organisation_id"),
        TrainingSession.starts_at >= bindparam("since", type_=MOMENT),
        TrainingSession.starts_at < bindparam("before", type_=MOMENT),
        *(_COLUMNS[name] == bindparam(name) for name in sorted(names)),
    )


def _given(actor: Actor, since: datetime, before: datetime, filters: Filters, **more: object) -> dict[str, Any]:
    period = {"organisation_id": actor.organisation_id, "since": since, "before": before}
    return period | filters.given() | more


@cache
def _coming(names: frozenset[str]) -> Select[*tuple[Any, ...]]:
    found = SESSION.where(_of(names), TrainingSession.ends_at > _MOMENT, STANDS)
    return found.order_by(*IN_ORDER).limit(bindparam("limit"))


def coming_sessions(
    session: Session,
    actor: Actor,
    moment: datetime,
    before: datetime,
    limit: int,
    *,
    filters: Filters = ALL,
    after: str = "",
) -> Rows:
    """The sessions that are not over at a moment and begin before another, by date."""
    given = _given(actor, moment - LONGEST, before, filters, moment=moment, limit=limit)
    return session.execute(behind(_coming(frozenset(filters.given())), after), given).all()


@cache
def _to_sign(names: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return (
        SESSION.add_columns(_NEVER.label("never"))
        .where(_of(names), TrainingSession.ends_at <= _MOMENT, STANDS, _UNSAID)
        .order_by(_NEVER.desc(), *IN_ORDER)
        .limit(bindparam("limit"))
    )


def sessions_to_sign(
    session: Session, actor: Actor, moment: datetime, since: datetime, limit: int, *, filters: Filters = ALL
) -> Rows:
    """The sessions that are over where somebody with a seat has no attendance yet.

    `never` says that nobody has: those come first, the oldest first.
    """
    given = _given(actor, since, moment, filters, moment=moment, limit=limit)
    return session.execute(_to_sign(frozenset(filters.given())), given).all()


def held_sessions(
    session: Session,
    actor: Actor,
    moment: datetime,
    since: datetime,
    before: datetime,
    limit: int,
    *,
    filters: Filters = ALL,
    after: str = "",
) -> Rows:
    """The sessions of a period that are over, and whose attendance is complete, by date."""
    statement = SESSION.where(_of(filters.given()), TrainingSession.ends_at <= _MOMENT, STANDS, ~_UNSAID)
    given = _given(actor, since, min(before, moment + timedelta(minutes=1)), filters, moment=moment)
    return session.execute(behind(statement.order_by(*IN_ORDER), after).limit(limit), given).all()


def cancelled_sessions(
    session: Session,
    actor: Actor,
    since: datetime,
    before: datetime,
    limit: int,
    *,
    filters: Filters = ALL,
    after: str = "",
) -> Rows:
    """The sessions of a period that were cancelled, by date."""
    statement = SESSION.where(_of(filters.given()), ~STANDS).order_by(*IN_ORDER)
    return session.execute(behind(statement, after).limit(limit), _given(actor, since, before, filters)).all()


_NEVER_SIGNED = (
    select(func.count())
    .select_from(TrainingSession)
    .where(_of(()), TrainingSession.ends_at <= _MOMENT, STANDS, _UNSAID, _NEVER)
)


def never_signed_count(session: Session, actor: Actor, moment: datetime, since: datetime) -> int:
    """How many sessions are over, had people, and have no attendance at all."""
    return session.scalar(_NEVER_SIGNED, _given(actor, since, moment, ALL, moment=moment)) or 0


_RUN_HERE = select(TrainingSession.trainer_id).where(
    TrainingSession.organisation_id == bindparam("organisation_id"), TrainingSession.trainer_id.is_not(None)
)
_LEADERS = (
    select(Account.id, Account.name)
    .where(Account.id.in_(_RUN_HERE.distinct()))  # not one look for each account of the house
    .order_by(Account.name, Account.id)
)


def leaders(session: Session, actor: Actor) -> Rows:
    """(id, name) of the people who run or have run sessions here, by name."""
    return session.execute(_LEADERS, {"organisation_id": actor.organisation_id}).all()
