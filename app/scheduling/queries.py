"""Which sessions there are, who has a seat, who was there."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    event,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.db import forget, memory
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import _
from app.courses.models import Course
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
from app.identity.models import Account, Site
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.rules import State

Rows = Sequence[Row[*tuple[Any, ...]]]

_present_minutes = func.sum(case((Attendance.present, Attendance.minutes), else_=0))


def _seats(state: State) -> ColumnElement[int]:
    """How many people of that state a session has: counted on the index of its bookings."""
    return (
        select(func.count())
        .where(Booking.session_id == TrainingSession.id, Booking.state == state.value)
        .correlate(TrainingSession)
        .scalar_subquery()
    )


_SESSION: Select[*tuple[Any, ...]] = (
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
        TrainingSession.room,
        TrainingSession.classroom,
        TrainingSession.link,
        TrainingSession.cancelled_at,
        TrainingSession.people,
        TrainingSession.capacity,
        _seats(State.BOOKED).label("booked"),
        _seats(State.WAITING).label("waiting"),
    )
    .outerjoin(Course, Course.id == TrainingSession.course_id)
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
)

_IN_ORDER = (TrainingSession.starts_at, TrainingSession.id)

_BY_ID = _SESSION.where(TrainingSession.id == bindparam("session_id"))
_BETWEEN = _SESSION.where(
    TrainingSession.organisation_id == bindparam("organisation_id"),
    TrainingSession.starts_at < bindparam("before", type_=TrainingSession.starts_at.type),
    TrainingSession.ends_at > bindparam("since", type_=TrainingSession.starts_at.type),
).order_by(*_IN_ORDER)

_UNSAID = exists().where(
    Booking.session_id == TrainingSession.id,
    Booking.state == State.BOOKED.value,
    ~exists().where(Attendance.session_id == Booking.session_id, Attendance.enrolment_id == Booking.enrolment_id),
)
_COMING = (
    _SESSION.where(
        TrainingSession.organisation_id == bindparam("organisation_id"),
        TrainingSession.ends_at > bindparam("moment", type_=TrainingSession.starts_at.type),
    )
    .order_by(*_IN_ORDER)
    .limit(bindparam("limit"))
)
_HELD = (
    _SESSION.where(
        TrainingSession.organisation_id == bindparam("organisation_id"),
        TrainingSession.ends_at <= bindparam("moment", type_=TrainingSession.starts_at.type),
        TrainingSession.starts_at >= bindparam("since", type_=TrainingSession.starts_at.type),
    )
    .order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    .limit(bindparam("limit"))
)
_UNSIGNED, _SIGNED = _HELD.where(_UNSAID), _HELD.where(~_UNSAID)

_OF_ENROLMENT = (
    select(
        TrainingSession.id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.place,
        Site.name.label("site_name"),
        Site.address.label("site_address"),
        TrainingSession.room,
        TrainingSession.classroom,
        TrainingSession.link,
        TrainingSession.cancelled_at,
        TrainingSession.people,
        TrainingSession.activity_id,
        Account.name.label("trainer_name"),
        Booking.state,
        func.coalesce(
            select(_present_minutes)
            .where(Attendance.session_id == TrainingSession.id, Attendance.enrolment_id == Booking.enrolment_id)
            .correlate(TrainingSession, Booking)
            .scalar_subquery(),
            0,
        ).label("present_minutes"),
        select(func.count())
        .where(
            Attendance.session_id == TrainingSession.id,
            Attendance.enrolment_id == Booking.enrolment_id,
            Attendance.present.is_(False),
        )
        .correlate(TrainingSession, Booking)
        .scalar_subquery()
        .label("missed_half_days"),
    )
    .join(Booking, Booking.session_id == TrainingSession.id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
    .where(Booking.enrolment_id == bindparam("enrolment_id"))
    .order_by(*_IN_ORDER)
)
_OF_ENROLMENT_SINCE = _OF_ENROLMENT.where(
    TrainingSession.ends_at >= bindparam("since", type_=TrainingSession.starts_at.type)
)

_OPEN = _SESSION.where(
    TrainingSession.course_id == bindparam("course_id"),
    TrainingSession.starts_at > bindparam("after", type_=TrainingSession.starts_at.type),
).order_by(*_IN_ORDER)

_PEOPLE = (
    select(
        Booking.enrolment_id,
        Booking.state,
        Enrolment.learner_id,
        Enrolment.status,
        Account.name.label("learner_name"),
    )
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .join(Account, Account.id == Enrolment.learner_id)
    .where(Booking.session_id == bindparam("session_id"))
    .order_by(Booking.state, Account.name, Booking.id)
)
_ATTENDANCES = select(
    Attendance.enrolment_id,
    Attendance.day,
    Attendance.half_day,
    Attendance.present,
    Attendance.minutes,
    Attendance.reason,
    Attendance.reason_code,
    Attendance.document_seen,
    Attendance.recorded_at,
    Attendance.entry_id,
).where(Attendance.session_id == bindparam("session_id"))


def _of_learner(account_id: Any, organisation_id: Any) -> ColumnElement[bool]:
    """The sessions of somebody's open courses, and those where they have a seat."""
    own = (Enrolment.learner_id == account_id) & (Enrolment.organisation_id == organisation_id)
    of_my_course = exists().where(own, Enrolment.course_id == TrainingSession.course_id, Enrolment.status.in_(OPEN))
    with_my_seat = exists().where(own, Booking.session_id == TrainingSession.id, Booking.enrolment_id == Enrolment.id)
    return or_(of_my_course, with_my_seat)


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
    return _SESSION.where(visible_to(actor))


def sessions_between(
    session: Session, actor: Actor, start: datetime, end: datetime, *, limit: int = 0, after: str = ""
) -> Rows:
    """The visible sessions that touch [start, end[, by date; `after` is the key of `list_key`, `limit` 0 gives all."""
    statement = visible_sessions(actor).where(TrainingSession.starts_at < end, TrainingSession.ends_at > start)
    if after:
        moment, last_id = _from_key(after)
        later = TrainingSession.starts_at > moment
        same = (TrainingSession.starts_at == moment) & (TrainingSession.id > last_id)
        statement = statement.where(or_(later, same))
    statement = statement.order_by(*_IN_ORDER)
    return session.execute(statement.limit(limit) if limit else statement).all()


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


def organisation_sessions(session: Session, actor: Actor, start: datetime, end: datetime) -> Rows:
    """What the team sees of a period, in one prepared statement."""
    wanted = {"organisation_id": actor.organisation_id, "since": start, "before": end}
    return session.execute(_BETWEEN, wanted).all()


def session_for(session: Session, actor: Actor, session_id: str) -> Row[*tuple[Any, ...]]:
    """The session, if the actor may know of it; NotFound otherwise."""
    row = session.execute(_BY_ID.where(visible_to(actor)), {"session_id": session_id}).first()
    if row is None:
        raise NotFound()
    return row


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the acts around a session need to know of it."""

    id: str
    organisation_id: str
    course_id: str | None
    activity_id: str | None
    starts_at: datetime
    ends_at: datetime
    place: str
    people: str
    capacity: int
    trainer_id: str | None
    cancelled_at: datetime | None


_TO_CHANGE = (
    select(*(getattr(TrainingSession, field.name) for field in fields(Meeting)))
    .where(
        TrainingSession.id == bindparam("session_id"),
        TrainingSession.organisation_id == bindparam("organisation_id"),
    )
    .with_for_update(of=TrainingSession)
)
_TO_CHANGE_BY_LEARNER = _TO_CHANGE.where(_of_learner(bindparam("account_id"), bindparam("organisation_id")))


def session_to_change(session: Session, actor: Actor, session_id: str) -> Meeting:
    """The session, its seats locked until the act ends, if the actor may know of it; NotFound otherwise."""
    locked: dict[str, Meeting] = memory(session, "sessions")  # of the team's acts: a whole sheet reads it once
    known = locked.get(session_id) if actor.is_staff else None
    if known is not None and known.organisation_id == actor.organisation_id:
        return known
    wanted = {"session_id": session_id, "organisation_id": actor.organisation_id}
    if actor.is_staff:
        row = session.execute(_TO_CHANGE, wanted).first()
    elif actor.has(Role.LEARNER):
        row = session.execute(_TO_CHANGE_BY_LEARNER, {**wanted, "account_id": actor.account_id}).first()
    else:
        row = None
    if row is None:
        raise NotFound()
    found = locked[session_id] = Meeting(*row)
    return found


@event.listens_for(TrainingSession, "after_update")
def _session_changed(mapper: Any, connection: Connection, changed: TrainingSession) -> None:
    forget(connection, "sessions")


def sessions_of_enrolment(session: Session, enrolment_id: str, since: datetime | None = None) -> Rows:
    """The sessions where a person has or awaits a seat, by date; those that end after `since` when it is given.

    Columns: id, title, starts_at, ends_at, place, site_name, site_address, room, classroom, link, cancelled_at, people,
    activity_id, trainer_name, state, present_minutes, missed_half_days. The caller has seen the enrolment.
    """
    if since is None:
        return session.execute(_OF_ENROLMENT, {"enrolment_id": enrolment_id}).all()
    return session.execute(_OF_ENROLMENT_SINCE, {"enrolment_id": enrolment_id, "since": since}).all()


def open_sessions(session: Session, course_id: str, activity_id: str | None, after: datetime, limit: int = 20) -> Rows:
    """The coming sessions of a course, of one activity when it is named; `booked` and `capacity` say if seats remain."""
    statement = _OPEN if activity_id is None else _OPEN.where(TrainingSession.activity_id == activity_id)
    return session.execute(statement.limit(limit), {"course_id": course_id, "after": after}).all()


def people_of(session: Session, session_id: str) -> Rows:
    """(enrolment_id, state, learner_id, status, learner_name): seats first, then the waiting list, by name."""
    return session.execute(_PEOPLE, {"session_id": session_id}).all()


def attendances_of(session: Session, session_id: str) -> Rows:
    """(enrolment_id, day, half_day, present, minutes, reason, …) of a session."""
    return session.execute(_ATTENDANCES, {"session_id": session_id}).all()


def coming_sessions(session: Session, actor: Actor, moment: datetime, limit: int) -> Rows:
    """The next sessions of the organisation that are not over."""
    return session.execute(_COMING, {**_here(actor, moment), "limit": limit}).all()


def held_sessions(
    session: Session, actor: Actor, moment: datetime, since: datetime, limit: int, *, signed: bool
) -> Rows:
    """The latest sessions that are over: those where somebody with a seat has no attendance yet, or the others."""
    statement = _SIGNED if signed else _UNSIGNED
    return session.execute(statement, {**_here(actor, moment), "since": since, "limit": limit}).all()


def _here(actor: Actor, moment: datetime) -> dict[str, Any]:
    return {"organisation_id": actor.organisation_id, "moment": moment}


def people_to_add(session: Session, actor: Actor, course_id: str, session_id: str) -> Rows:
    """(id, name) of the open paths of a course that have no seat in the session, by name."""
    seated = exists().where(Booking.enrolment_id == Enrolment.id, Booking.session_id == session_id)
    return session.execute(
        select(Enrolment.id, Account.name)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            Enrolment.organisation_id == actor.organisation_id,
            Enrolment.course_id == course_id,
            Enrolment.status.in_(OPEN),
            ~seated,
        )
        .order_by(Account.name, Enrolment.id)
        .limit(500)
    ).all()


_SEAT = select(Booking.id, Booking.state).where(
    Booking.session_id == bindparam("session_id"), Booking.enrolment_id == bindparam("enrolment_id")
)
_SEATS_TAKEN = select(func.count()).where(
    Booking.session_id == bindparam("session_id"), Booking.state == State.BOOKED.value
)
_WAITING = (
    select(Booking.id, Booking.enrolment_id)
    .where(Booking.session_id == bindparam("session_id"), Booking.state == State.WAITING.value)
    .order_by(Booking.created_at, Booking.id)
)
_bookings = cast(Table, Booking.__table__)
NEW_BOOKING = insert(_bookings)
GIVE_SEAT = update(_bookings).where(_bookings.c.id == bindparam("booking_id")).values(state=State.BOOKED.value)
DROP_BOOKING = delete(_bookings).where(_bookings.c.id == bindparam("booking_id"))


def seat_of(session: Session, session_id: str, enrolment_id: str) -> Row[*tuple[Any, ...]] | None:
    """(id, state) of somebody's booking."""
    return session.execute(_SEAT, {"session_id": session_id, "enrolment_id": enrolment_id}).first()


def seats_taken(session: Session, session_id: str) -> int:
    return session.execute(_SEATS_TAKEN, {"session_id": session_id}).scalar() or 0


def waiting_list(session: Session, session_id: str) -> Rows:
    """(id, enrolment_id) of the bookings that await a seat, the first come first."""
    return session.execute(_WAITING, {"session_id": session_id}).all()


_NOTED = select(
    exists().where(
        Attendance.session_id == bindparam("session_id"), Attendance.enrolment_id == bindparam("enrolment_id")
    )
)


def is_noted(session: Session, session_id: str, enrolment_id: str) -> bool:
    """Whether somebody's presence or absence was said already."""
    return bool(session.execute(_NOTED, {"session_id": session_id, "enrolment_id": enrolment_id}).scalar())
