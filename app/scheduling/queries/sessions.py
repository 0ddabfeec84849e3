"""Which sessions there are, and what is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, event, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.db import forget, memory
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses.models import Course
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
from app.identity.models import Account, Site
from app.ledger import services as ledger
from app.scheduling.models import Booking, TrainingSession
from app.scheduling.rules import State

Rows = Sequence[Row[*tuple[Any, ...]]]

MOMENT = TrainingSession.starts_at.type
IN_ORDER = (TrainingSession.starts_at, TrainingSession.id)
STANDS = TrainingSession.cancelled_at.is_(None)


def _seats(state: State) -> ColumnElement[int]:
    """How many people of that state a session has: counted on the index of its bookings."""
    return (
        select(func.count())
        .where(Booking.session_id == TrainingSession.id, Booking.state == state.value)
        .correlate(TrainingSession)
        .scalar_subquery()
    )


SESSION: Select[*tuple[Any, ...]] = (
    select(
        TrainingSession.id,
        TrainingSession.organisation_id,
        TrainingSession.course_id,
        Course.slug.label("course_slug"),
        TrainingSession.activity_id,
        TrainingSession.trainer_id,
        Account.name.label("trainer_name"),
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.place,
        TrainingSession.site_id,
        Site.name.label("site_name"),
        Site.address.label("site_address"),
        TrainingSession.room_id,
        TrainingSession.room,
        TrainingSession.classroom,
        TrainingSession.link,
        TrainingSession.people,
        TrainingSession.capacity,
        TrainingSession.series_id,
        TrainingSession.equivalent_activity_id,
        TrainingSession.revision,
        TrainingSession.changed_at,
        TrainingSession.cancelled_at,
        TrainingSession.cancel_reason,
        TrainingSession.is_public,
        (_seats(State.BOOKED) + TrainingSession.visitor_seats).label("booked"),
        _seats(State.WAITING).label("waiting"),
    )
    .outerjoin(Course, Course.id == TrainingSession.course_id)
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
)

_BY_ID = SESSION.add_columns(TrainingSession.running_order).where(TrainingSession.id == bindparam("session_id"))
_OPEN = SESSION.where(
    TrainingSession.course_id == bindparam("course_id"),
    TrainingSession.starts_at > bindparam("after", type_=MOMENT),
    STANDS,
).order_by(*IN_ORDER)
_OPEN_FIRST = _OPEN.limit(bindparam("limit"))
_OPEN_OF_ACTIVITY = _OPEN_FIRST.where(TrainingSession.activity_id == bindparam("activity_id"))


# Somebody else's appointment is nobody's business.
_NOT_OTHERS = or_(TrainingSession.people != "individual", ~exists().where(Booking.session_id == TrainingSession.id))


def _of_learner(account_id: Any, organisation_id: Any) -> ColumnElement[bool]:
    """The sessions of somebody's open courses that still stand, and those where they have a seat, cancelled or not."""
    own = (Enrolment.learner_id == account_id) & (Enrolment.organisation_id == organisation_id)
    of_my_course = exists().where(own, Enrolment.course_id == TrainingSession.course_id, Enrolment.status.in_(OPEN))
    with_my_seat = exists().where(own, Booking.session_id == TrainingSession.id, Booking.enrolment_id == Enrolment.id)
    return or_(and_(STANDS, of_my_course, _NOT_OTHERS), with_my_seat)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The sessions an actor may know of: the organisation's for the team, those of their courses for a learner."""
    here = TrainingSession.organisation_id == actor.organisation_id
    if actor.is_staff:
        return here
    if not actor.has(Role.LEARNER):
        return false()
    return and_(here, _of_learner(actor.account_id, actor.organisation_id))


def visible_sessions(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The sessions an actor may know of, with their place, people and seats."""
    return SESSION.where(visible_to(actor))


def sessions_between(
    session: Session,
    actor: Actor,
    start: datetime,
    end: datetime,
    *,
    limit: int = 0,
    after: str = "",
    cancelled: bool = False,
) -> Rows:
    """The visible sessions that touch [start, end[, by date; `after` is the key of `list_key`, `limit` 0 gives all.

    Those that were cancelled are there only when they are asked for.
    """
    statement = visible_sessions(actor).where(TrainingSession.starts_at < end, TrainingSession.ends_at > start)
    if not cancelled:
        statement = statement.where(STANDS)
    statement = behind(statement, after).order_by(*IN_ORDER)
    return session.execute(statement.limit(limit) if limit else statement).all()


def behind(statement: Select[*tuple[Any, ...]], after: str) -> Select[*tuple[Any, ...]]:
    """What comes after the key of `list_key` in a list by date."""
    if not after:
        return statement
    moment, last_id = _from_key(after)
    later = TrainingSession.starts_at > moment
    return statement.where(or_(later, (TrainingSession.starts_at == moment) & (TrainingSession.id > last_id)))


def list_key(row: Any) -> str:
    """Where a list stands after a session: its beginning, then its id."""
    return f"{row.starts_at.isoformat()} {row.id}"


def _from_key(key: str) -> tuple[datetime, str]:
    moment, _space, last_id = key.partition(" ")
    try:
        said = datetime.fromisoformat(moment)
        found = said.astimezone(UTC) if said.tzinfo else None
    except (ValueError, OverflowError):
        found = None
    if found is None:
        message = _("Cette valeur ne vient pas d'une page précédente.")
        raise Invalid(message, [FieldError("after", message)])
    return found, last_id


def session_for(session: Session, actor: Actor, session_id: str) -> Row[*tuple[Any, ...]]:
    """The session, if the actor may know of it; NotFound otherwise."""
    row = session.execute(_BY_ID.where(visible_to(actor)), {"session_id": session_id}).first()
    if row is None:
        raise NotFound()
    return row


def open_sessions(session: Session, course_id: str, activity_id: str | None, after: datetime, limit: int = 20) -> Rows:
    """The coming sessions of a course, of one activity when it is named; `booked` and `capacity` say if seats remain."""
    wanted = {"course_id": course_id, "activity_id": activity_id, "after": after, "limit": limit}
    return session.execute(_OPEN_FIRST if activity_id is None else _OPEN_OF_ACTIVITY, wanted).all()


_NEXT_OPEN = _OPEN.where(
    TrainingSession.activity_id == bindparam("activity_id"),
    _seats(State.BOOKED) + TrainingSession.visitor_seats < TrainingSession.capacity,
    or_(
        TrainingSession.place != "on_site",
        TrainingSession.site_id.is_(None),
        TrainingSession.site_id == bindparam("site_id"),
    ),
).limit(bindparam("limit"))


def next_open(
    session: Session, course_id: str, activity_id: str, after: datetime, *, site_id: str | None = None, limit: int = 20
) -> Rows:
    """The coming sessions of an activity that still have seats, in order: on site at that site, or at a distance.

    A hybrid one can be followed from anywhere. The caller has seen the course.
    """
    wanted = {
        "course_id": course_id,
        "activity_id": activity_id,
        "after": after,
        "site_id": site_id or "",
        "limit": limit,
    }
    return session.execute(_NEXT_OPEN, wanted).all()


# --- For the acts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the acts around a session need to know of it."""

    id: str
    organisation_id: str
    course_id: str | None
    activity_id: str | None
    trainer_id: str | None
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    site_id: str | None
    room_id: str | None
    people: str
    capacity: int
    cancelled_at: datetime | None


_MEETING = select(*(getattr(TrainingSession, field.name) for field in fields(Meeting))).where(
    TrainingSession.id == bindparam("session_id"), TrainingSession.organisation_id == bindparam("organisation_id")
)
_TO_CHANGE = _MEETING.with_for_update(of=TrainingSession, key_share=True)  # who books it meanwhile need not wait
_BY_LEARNER = _of_learner(bindparam("account_id"), bindparam("organisation_id"))


def session_to_change(session: Session, actor: Actor, session_id: str, *, locked: bool = True) -> Meeting:
    """The session, its row locked until the act ends, if the actor may know of it; NotFound otherwise.

    The turn of the organisation first, then the row: always in that order, so that no two acts wait for each other.

    Not `locked`: for acts on seats, which take turns by organisation (`services.seats.take_turns`).
    """
    about = "sessions" if locked else "sessions seen"
    known: dict[str, Meeting] = memory(session, about)  # of the team's acts: a whole sheet reads it once
    if actor.is_staff and (found := known.get(session_id)) and found.organisation_id == actor.organisation_id:
        return found
    wanted = {"session_id": session_id, "organisation_id": actor.organisation_id}
    if locked:
        ledger.take_turn(session, actor.organisation_id)
    statement = _TO_CHANGE if locked else _MEETING
    if actor.is_staff:
        row = session.execute(statement, wanted).first()
    elif actor.has(Role.LEARNER):
        row = session.execute(statement.where(_BY_LEARNER), {**wanted, "account_id": actor.account_id}).first()
    else:
        row = None
    if row is None:
        raise NotFound()
    found = known[session_id] = Meeting(*row)
    return found


@event.listens_for(TrainingSession, "after_update")
def _session_changed(mapper: Any, connection: Connection, changed: TrainingSession) -> None:
    forget(connection, "sessions")
    forget(connection, "sessions seen")


def session_entity(session: Session, actor: Actor, session_id: str) -> TrainingSession:
    """The session itself, for the team of its organisation; NotFound otherwise."""
    found = session.scalars(
        select(TrainingSession).where(
            TrainingSession.id == session_id, TrainingSession.organisation_id == actor.organisation_id
        )
    ).first()
    if found is None or not actor.is_staff:
        raise NotFound()
    return found


def following(session: Session, meeting: TrainingSession) -> list[TrainingSession]:
    """This session and those of its series that come after it and still stand, by date."""
    if meeting.series_id is None:
        return [meeting]
    return list(
        session.scalars(
            select(TrainingSession)
            .where(
                TrainingSession.series_id == meeting.series_id,
                TrainingSession.organisation_id == meeting.organisation_id,
                TrainingSession.starts_at >= meeting.starts_at,
                STANDS,
            )
            .order_by(*IN_ORDER)
        )
    )


def lock_sessions(session: Session, actor: Actor, session_id: str, *, following: bool) -> None:
    """A session, and the following ones of its series, are changed by nobody else until the act ends."""
    ledger.take_turn(session, actor.organisation_id)
    one = select(TrainingSession.id, TrainingSession.series_id, TrainingSession.starts_at).where(
        TrainingSession.id == session_id, TrainingSession.organisation_id == actor.organisation_id
    )
    row = session.execute(one.with_for_update(key_share=True)).first()
    if row is not None and following and row.series_id:
        session.execute(
            select(TrainingSession.id)
            .where(TrainingSession.series_id == row.series_id, TrainingSession.starts_at > row.starts_at)
            .order_by(*IN_ORDER)
            .with_for_update(key_share=True)
        ).all()
