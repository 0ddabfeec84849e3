"""Who has a seat, who waits, and what somebody's own sessions are."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, case, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.core.access import Actor
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
from app.identity.models import Account, Site
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.queries.sessions import IN_ORDER, MOMENT, STANDS, Rows
from app.scheduling.rules import State

_present_minutes = func.sum(case((Attendance.present, Attendance.minutes), else_=0))

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
        TrainingSession.link,
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
        Booking.place.label("own_place"),
        TrainingSession.cancelled_at,
        TrainingSession.cancel_reason,
        TrainingSession.classroom,
        TrainingSession.revision,
    )
    .join(Booking, Booking.session_id == TrainingSession.id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
    .where(Booking.enrolment_id == bindparam("enrolment_id"))
    .order_by(*IN_ORDER)
)
_SINCE = TrainingSession.ends_at >= bindparam("since", type_=MOMENT)
_THOSE = {  # (cancelled ones too, from a moment on) → statement
    (True, False): _OF_ENROLMENT,
    (True, True): _OF_ENROLMENT.where(_SINCE),
    (False, False): _OF_ENROLMENT.where(STANDS),
    (False, True): _OF_ENROLMENT.where(STANDS, _SINCE),
}


def sessions_of_enrolment(
    session: Session, enrolment_id: str, since: datetime | None = None, *, cancelled: bool = False
) -> Rows:
    """The sessions where a person has or awaits a seat, by date; those that end after `since` when it is given.

    Cancelled ones only when they are asked for: they hold no seat, and are shown so that nobody comes for nothing.
    Columns: id, title, starts_at, ends_at, place, site_name, site_address, room, link, people, activity_id,
    trainer_name, state, present_minutes, missed_half_days, own_place (of the person in a hybrid session), cancelled_at,
    cancel_reason, classroom, revision. The caller has seen the enrolment.
    """
    wanted = {"enrolment_id": enrolment_id} | ({} if since is None else {"since": since})
    return session.execute(_THOSE[cancelled, since is not None], wanted).all()


_PEOPLE = (
    select(
        Booking.id,
        Booking.enrolment_id,
        Booking.state,
        Booking.place,
        Booking.created_at,
        Enrolment.learner_id,
        Enrolment.status,
        Account.name.label("learner_name"),
    )
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .join(Account, Account.id == Enrolment.learner_id)
    .where(Booking.session_id == bindparam("session_id"), in_use(Use.ATTENDANCE))
    .order_by(Booking.state, Account.name, Booking.id)
)


def people_of(session: Session, session_id: str) -> Rows:
    """(id, enrolment_id, state, place, created_at, learner_id, status, learner_name): seats first, by name."""
    return session.execute(_PEOPLE, {"session_id": session_id}).all()


def people_to_add(session: Session, actor: Actor, course_id: str | None, session_id: str) -> Rows:
    """(id, name) of the open paths of a course, or of all, that have no seat in the session, by name."""
    seated = exists().where(Booking.enrolment_id == Enrolment.id, Booking.session_id == session_id)
    statement = (
        select(Enrolment.id, Account.name)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(
            Enrolment.organisation_id == actor.organisation_id, Enrolment.status.in_(OPEN), ~seated, in_use(Use.SEATS)
        )
        .order_by(Account.name, Enrolment.id)
        .limit(500)
    )
    return session.execute(statement.where(Enrolment.course_id == course_id) if course_id else statement).all()


_SEAT = select(Booking.id, Booking.state, Booking.place, Booking.created_at).where(
    Booking.session_id == bindparam("session_id"), Booking.enrolment_id == bindparam("enrolment_id")
)
_VISITORS = select(TrainingSession.visitor_seats).where(TrainingSession.id == bindparam("session_id")).scalar_subquery()
_SEATS_TAKEN = select(func.count() + func.coalesce(_VISITORS, 0)).where(
    Booking.session_id == bindparam("session_id"), Booking.state == State.BOOKED.value
)
_ON_SITE_TAKEN = _SEATS_TAKEN.where(Booking.place == "on_site")
_WAITING = (
    select(Booking.id, Booking.enrolment_id, Booking.place)
    .where(Booking.session_id == bindparam("session_id"), Booking.state == State.WAITING.value)
    .order_by(Booking.created_at, Booking.id)
)
_bookings = cast(Table, Booking.__table__)
NEW_BOOKING = insert(_bookings)
GIVE_SEAT = (
    update(_bookings)
    .where(_bookings.c.id == bindparam("booking_id"))
    .values(state=State.BOOKED.value, place=bindparam("where"))
)
CHOOSE_PLACE = update(_bookings).where(_bookings.c.id == bindparam("booking_id")).values(place=bindparam("where"))
DROP_BOOKING = delete(_bookings).where(_bookings.c.id == bindparam("booking_id"))
SAY_SEAT = (
    update(_bookings)
    .where(
        _bookings.c.session_id == bindparam("of_session"),
        _bookings.c.enrolment_id == bindparam("of_enrolment"),
        _bookings.c.said_at.is_(None),
    )
    .values(said_at=bindparam("moment"))
)


def seat_of(session: Session, session_id: str, enrolment_id: str) -> Row[*tuple[Any, ...]] | None:
    """(id, state, place, created_at) of somebody's booking."""
    return session.execute(_SEAT, {"session_id": session_id, "enrolment_id": enrolment_id}).first()


def seats_taken(session: Session, session_id: str, *, on_site: bool = False) -> int:
    statement = _ON_SITE_TAKEN if on_site else _SEATS_TAKEN
    return session.execute(statement, {"session_id": session_id}).scalar() or 0


def waiting_list(session: Session, session_id: str) -> Rows:
    """(id, enrolment_id, place) of the bookings that await a seat, the first come first."""
    return session.execute(_WAITING, {"session_id": session_id}).all()


def seat_counts(session: Session, session_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Session id → (people with a seat, people who wait)."""
    rows = session.execute(
        select(Booking.session_id, Booking.state, func.count().label("n"))
        .where(Booking.session_id.in_(session_ids))
        .group_by(Booking.session_id, Booking.state)
        .order_by(Booking.session_id)
    ).all()
    counts = {(row.session_id, row.state): row.n for row in rows}
    return {one: (counts.get((one, "booked"), 0), counts.get((one, "waiting"), 0)) for one in session_ids}


_other_path = aliased(Enrolment)
_OTHER_SEAT = (
    select(TrainingSession.id, TrainingSession.title, TrainingSession.starts_at, TrainingSession.ends_at)
    .join(Booking, Booking.session_id == TrainingSession.id)
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .where(
        Enrolment.learner_id == bindparam("learner_id"),
        Enrolment.organisation_id == bindparam("organisation_id"),
        Booking.state == State.BOOKED.value,
        TrainingSession.starts_at < bindparam("before", type_=MOMENT),
        TrainingSession.ends_at > bindparam("since", type_=MOMENT),
        TrainingSession.id != bindparam("session_id"),
        STANDS,
    )
    .order_by(*IN_ORDER)
    .limit(1)
)


def other_seat(
    session: Session, organisation_id: str, learner_id: str, since: datetime, before: datetime, but: str = ""
) -> Row[*tuple[Any, ...]] | None:
    """(id, title, starts_at, ends_at) of a session that somebody has a seat in and that touches [since, before[."""
    wanted = {
        "organisation_id": organisation_id, "learner_id": learner_id, "since": since, "before": before, "session_id": but,
    }  # fmt: skip
    return session.execute(_OTHER_SEAT, wanted).first()


def other_seats(
    session: Session, organisation_id: str, session_ids: Collection[str], since: datetime, before: datetime
) -> Rows:
    """The seats that the people of some sessions have in other ones of a period.

    (of_session, enrolment_id, learner_name, title, starts_at, ends_at), by name: what a move could make them miss.
    """
    mine, theirs = aliased(Booking), aliased(Booking)
    return session.execute(
        select(
            mine.session_id.label("of_session"),
            mine.enrolment_id,
            Account.name.label("learner_name"),
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
        )
        .join(Enrolment, Enrolment.id == mine.enrolment_id)
        .join(Account, Account.id == Enrolment.learner_id)
        .join(_other_path, _other_path.learner_id == Enrolment.learner_id)
        .join(theirs, theirs.enrolment_id == _other_path.id)
        .join(TrainingSession, TrainingSession.id == theirs.session_id)
        .where(
            mine.session_id.in_(session_ids),
            mine.state == State.BOOKED.value,
            theirs.state == State.BOOKED.value,
            theirs.session_id.not_in(session_ids),
            TrainingSession.organisation_id == organisation_id,
            TrainingSession.starts_at < before,
            TrainingSession.ends_at > since,
            STANDS,
        )
        .order_by(Account.name, TrainingSession.starts_at, TrainingSession.id)
        .limit(500)
    ).all()


# --- Equivalents ----------------------------------------------------------------------------------------------

_REPLACED_BY = (
    select(TrainingSession.activity_id)
    .where(TrainingSession.equivalent_activity_id == bindparam("activity_id"), TrainingSession.activity_id.is_not(None))
    .distinct()
    .order_by(TrainingSession.activity_id)
)
_EQUIVALENTS_OF = (
    select(TrainingSession.equivalent_activity_id)
    .where(TrainingSession.activity_id == bindparam("activity_id"), TrainingSession.equivalent_activity_id.is_not(None))
    .distinct()
    .order_by(TrainingSession.equivalent_activity_id)
)
_ACTIVITY_OF = select(TrainingSession.activity_id).where(TrainingSession.id == bindparam("session_id"))
_COMING_SEAT = (
    select(TrainingSession.id)
    .join(Booking, Booking.session_id == TrainingSession.id)
    .where(
        Booking.enrolment_id == bindparam("enrolment_id"),
        Booking.state == State.BOOKED.value,
        TrainingSession.activity_id == bindparam("activity_id"),
        TrainingSession.ends_at > bindparam("moment", type_=MOMENT),
        STANDS,
    )
    .limit(1)
)


def replaced_by(session: Session, activity_id: str) -> list[str]:
    """The activities with a session that this one replaces for who cannot come."""
    return [str(row.activity_id) for row in session.execute(_REPLACED_BY, {"activity_id": activity_id})]


def equivalents_of(session: Session, activity_id: str) -> list[str]:
    """The activities that replace a session of this one."""
    return [str(row.equivalent_activity_id) for row in session.execute(_EQUIVALENTS_OF, {"activity_id": activity_id})]


def activity_of(session: Session, session_id: str) -> str | None:
    return session.execute(_ACTIVITY_OF, {"session_id": session_id}).scalar()


def coming_seat(session: Session, enrolment_id: str, activity_id: str, moment: datetime) -> bool:
    """Whether somebody has a seat in a session of an activity that is not over."""
    wanted = {"enrolment_id": enrolment_id, "activity_id": activity_id, "moment": moment}
    return session.execute(_COMING_SEAT, wanted).first() is not None
