"""The lists of sessions that the team works from. Each reads what it shows, however many sessions lie behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.identity.models import Account
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.queries.sessions import IN_ORDER, SESSION, STANDS, Rows, behind
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

    def conditions(self) -> list[ColumnElement[bool]]:
        asked = (
            (TrainingSession.trainer_id, self.trainer_id),
            (TrainingSession.site_id, self.site_id),
            (TrainingSession.course_id, self.course_id),
        )
        return [column == value for column, value in asked if value]


ALL = Filters()


def _of(actor: Actor, since: datetime, before: datetime, filters: Filters) -> ColumnElement[bool]:
    return and_(
        TrainingSession.organisation_id == actor.organisation_id,
        TrainingSession.starts_at >= since,
        TrainingSession.starts_at < before,
        *filters.conditions(),
    )


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
    statement = SESSION.where(
        _of(actor, moment - LONGEST, before, filters), TrainingSession.ends_at > moment, STANDS
    ).order_by(*IN_ORDER)
    return session.execute(behind(statement, after).limit(limit)).all()


def sessions_to_sign(
    session: Session, actor: Actor, moment: datetime, since: datetime, limit: int, *, filters: Filters = ALL
) -> Rows:
    """The sessions that are over where somebody with a seat has no attendance yet.

    `never` says that nobody has: those come first, the oldest first.
    """
    statement = (
        SESSION.add_columns(_NEVER.label("never"))
        .where(_of(actor, since, moment, filters), TrainingSession.ends_at <= moment, STANDS, _UNSAID)
        .order_by(_NEVER.desc(), *IN_ORDER)
    )
    return session.execute(statement.limit(limit)).all()


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
    statement = SESSION.where(
        _of(actor, since, min(before, moment + timedelta(minutes=1)), filters),
        TrainingSession.ends_at <= moment,
        STANDS,
        ~_UNSAID,
    ).order_by(*IN_ORDER)
    return session.execute(behind(statement, after).limit(limit)).all()


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
    statement = SESSION.where(_of(actor, since, before, filters), ~STANDS).order_by(*IN_ORDER)
    return session.execute(behind(statement, after).limit(limit)).all()


def never_signed_count(session: Session, actor: Actor, moment: datetime, since: datetime) -> int:
    """How many sessions are over, had people, and have no attendance at all."""
    return (
        session.scalar(
            select(func.count())
            .select_from(TrainingSession)
            .where(_of(actor, since, moment, ALL), TrainingSession.ends_at <= moment, STANDS, _UNSAID, _NEVER)
        )
        or 0
    )


def leaders(session: Session, actor: Actor) -> Rows:
    """(id, name) of the people who run or have run sessions here, by name."""
    runs = exists().where(
        TrainingSession.trainer_id == Account.id, TrainingSession.organisation_id == actor.organisation_id
    )
    return session.execute(select(Account.id, Account.name).where(runs).order_by(Account.name, Account.id)).all()
