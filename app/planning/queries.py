"""What plans are drawn from, and what they say."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from app.core.db import memory
from app.enrolments.freezes import Use, in_use
from app.enrolments.models import Enrolment, EnrolmentChange, PlanItem
from app.enrolments.rules import OPEN, RESUMES, STOPS
from app.identity.models import Account
from app.planning.models import Availability, PlanChange, PlanOmission, PlanPause, PlanStep
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.rules import People, State

Rows = Sequence[Row[*tuple[Any, ...]]]

# --- What a plan says -----------------------------------------------------------------------------------------

_STEPS = (
    select(PlanStep.activity_id, PlanStep.sequence_id, PlanStep.starts_on, PlanStep.due_on, PlanStep.minutes)
    .where(PlanStep.enrolment_id == bindparam("enrolment_id"))
    .order_by(PlanStep.starts_on, PlanStep.due_on, PlanStep.activity_id)
)
_OMITTED = select(PlanOmission.sequence_id).where(PlanOmission.enrolment_id == bindparam("enrolment_id"))


def steps(session: Session, enrolment_id: str) -> Rows:
    """(activity_id, sequence_id, starts_on, due_on, minutes) by date. The caller has seen the enrolment."""
    return session.execute(_STEPS, {"enrolment_id": enrolment_id}).all()


def omitted(session: Session, enrolment_id: str) -> frozenset[str]:
    """The sequences that are not in somebody's plan."""
    known: dict[str, frozenset[str]] = memory(session, "omissions")
    if enrolment_id not in known:
        rows = session.execute(_OMITTED, {"enrolment_id": enrolment_id})
        known[enrolment_id] = frozenset(row.sequence_id for row in rows)
    return known[enrolment_id]


def omitted_by_path(session: Session, enrolment_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Enrolment id → the sequences that are not in the plan, for those who lack some."""
    found: dict[str, set[str]] = {}
    for row in omitted_of_many(session, enrolment_ids):
        found.setdefault(row.enrolment_id, set()).add(row.sequence_id)
    return {key: frozenset(sequences) for key, sequences in found.items()}


_OMITTED_OF_MANY = select(PlanOmission.enrolment_id, PlanOmission.sequence_id).where(
    PlanOmission.enrolment_id.in_(bindparam("enrolment_ids", expanding=True))
)


def omitted_of_many(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    """(enrolment_id, sequence_id)."""
    return session.execute(_OMITTED_OF_MANY, {"enrolment_ids": list(enrolment_ids)}).all()


def omitted_in_course(session: Session, course_id: str) -> frozenset[tuple[str, str]]:
    """(enrolment_id, sequence_id) of what the people of a course have not in their plans."""
    rows = session.execute(
        select(PlanOmission.enrolment_id, PlanOmission.sequence_id)
        .join(Enrolment, Enrolment.id == PlanOmission.enrolment_id)
        .where(Enrolment.course_id == course_id)
    )
    return frozenset((row.enrolment_id, row.sequence_id) for row in rows)


def availability(session: Session, enrolment_id: str) -> Availability | None:
    return session.get(Availability, enrolment_id)


# --- What plans are drawn from: a few statements for any number of people -------------------------------------

PATH = (
    Enrolment.id,
    Enrolment.organisation_id,
    Enrolment.course_id,
    Enrolment.learner_id,
    Enrolment.site_id,
    Enrolment.status,
    Enrolment.starts_on,
    Enrolment.ends_on,
    Enrolment.version,
)


def paths(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    """What is asked of each enrolment, in the order of entry."""
    statement = select(*PATH).where(Enrolment.id.in_(enrolment_ids))
    return session.execute(statement.order_by(Enrolment.starts_on, Enrolment.id)).all()


def steps_of_many(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    return session.execute(
        select(
            PlanStep.enrolment_id, PlanStep.activity_id, PlanStep.sequence_id, PlanStep.starts_on, PlanStep.due_on,
            PlanStep.minutes,
        ).where(PlanStep.enrolment_id.in_(enrolment_ids))
    ).all()  # fmt: skip


def items_of_many(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    return session.execute(
        select(PlanItem.enrolment_id, PlanItem.sequence_id, PlanItem.starts_on, PlanItem.due_on).where(
            PlanItem.enrolment_id.in_(enrolment_ids)
        )
    ).all()


def availabilities(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    return session.execute(
        select(
            Availability.enrolment_id, Availability.weekly_minutes, Availability.weekdays_off, Availability.days_off,
            Availability.until,
        ).where(Availability.enrolment_id.in_(enrolment_ids))
    ).all()  # fmt: skip


def stop_changes_of_many(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    """(enrolment_id, what, effective_on) as they were noted."""
    return session.execute(
        select(EnrolmentChange.enrolment_id, EnrolmentChange.what, EnrolmentChange.effective_on)
        .where(EnrolmentChange.enrolment_id.in_(enrolment_ids), EnrolmentChange.what.in_((*STOPS, RESUMES)))
        .order_by(EnrolmentChange.at, EnrolmentChange.id)
    ).all()


_PAUSES_AHEAD = (
    select(PlanPause.enrolment_id, PlanPause.change_id, PlanPause.since, PlanPause.until)
    .where(PlanPause.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)), PlanPause.over_at.is_(None))
    .order_by(PlanPause.since, PlanPause.change_id)
)


def pauses_of_many(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    """(enrolment_id, change_id, since, until) of the pauses said ahead that are not over."""
    return session.execute(_PAUSES_AHEAD, {"enrolment_ids": list(enrolment_ids)}).all()


_MISSED = exists().where(
    Attendance.session_id == Booking.session_id,
    Attendance.enrolment_id == Booking.enrolment_id,
    Attendance.present.is_(False),
)


def seats_of_many(session: Session, enrolment_ids: Sequence[str]) -> Rows:
    """(enrolment_id, id, activity_id, title, starts_at, ends_at, state, missed) of sessions that are not cancelled."""
    return session.execute(
        select(
            Booking.enrolment_id, TrainingSession.id, TrainingSession.activity_id, TrainingSession.title,
            TrainingSession.starts_at, TrainingSession.ends_at, Booking.state, _MISSED.label("missed"),
        )
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(Booking.enrolment_id.in_(enrolment_ids), TrainingSession.cancelled_at.is_(None))
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()  # fmt: skip


_TAKEN = (
    select(func.count())
    .where(Booking.session_id == TrainingSession.id, Booking.state == State.BOOKED.value)
    .correlate(TrainingSession)
    .scalar_subquery()
)
_OFFERS = (
    select(
        TrainingSession.id,
        TrainingSession.activity_id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.place,
        TrainingSession.site_id,
        (TrainingSession.capacity - TrainingSession.visitor_seats - _TAKEN).label("free"),
    )
    .where(
        TrainingSession.course_id == bindparam("course_id"),
        TrainingSession.activity_id.is_not(None),
        TrainingSession.people == People.COLLECTIVE.value,
        TrainingSession.cancelled_at.is_(None),
        TrainingSession.starts_at > bindparam("after", type_=TrainingSession.starts_at.type),
    )
    .order_by(TrainingSession.starts_at, TrainingSession.id)
)


def offers(session: Session, course_id: str, after: datetime) -> Rows:
    """(id, activity_id, title, starts_at, ends_at, place, site_id, free) of the coming group sessions of a course."""
    return session.execute(_OFFERS, {"course_id": course_id, "after": after}).all()


# --- Who is concerned -----------------------------------------------------------------------------------------


def on_their_way(session: Session, course_id: str) -> list[str]:
    """The open paths of a course that a change of the course moves, in the order of entry."""
    return list(
        session.scalars(
            select(Enrolment.id)
            .where(Enrolment.course_id == course_id, Enrolment.status.in_(OPEN), in_use(Use.PLANNING))
            .order_by(Enrolment.starts_on, Enrolment.id)
        )
    )


def without_steps(session: Session, limit: int, after: str = "") -> list[str]:
    """Open paths that were drawn before there were steps."""
    known = exists().where(PlanStep.enrolment_id == Enrolment.id)
    return list(
        session.scalars(
            select(Enrolment.id)
            .where(Enrolment.status.in_(OPEN), Enrolment.id > after, ~known)
            .order_by(Enrolment.id)
            .limit(limit)
        )
    )


def count_without_steps(session: Session) -> int:
    known = exists().where(PlanStep.enrolment_id == Enrolment.id)
    return session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.status.in_(OPEN), ~known)) or 0


def waiting_for(session: Session, activity_id: str, moment: datetime) -> list[str]:
    """The paths under way that plan an activity and have no seat for it, nor wait for one to come, by entry."""
    other = aliased(TrainingSession)
    seated = exists().where(
        Booking.enrolment_id == Enrolment.id,
        other.id == Booking.session_id,
        other.activity_id == activity_id,
        other.cancelled_at.is_(None),
        or_(other.ends_at > moment, ~_MISSED),
        Booking.state == State.BOOKED.value,
    )
    return list(
        session.scalars(
            select(Enrolment.id)
            .join(PlanStep, PlanStep.enrolment_id == Enrolment.id)
            .where(PlanStep.activity_id == activity_id, Enrolment.status.in_(OPEN), ~seated, in_use(Use.SEATS))
            .order_by(Enrolment.starts_on, Enrolment.created_at, Enrolment.id)
        )
    )


_ANYONE_PLANS = select(PlanStep.enrolment_id).where(PlanStep.activity_id == bindparam("activity_id")).limit(1)


def anyone_plans(session: Session, activity_id: str) -> bool:
    return session.execute(_ANYONE_PLANS, {"activity_id": activity_id}).first() is not None


_MEETING = select(  # asked for each seat that is taken: built once
    TrainingSession.id, TrainingSession.organisation_id, TrainingSession.course_id, TrainingSession.activity_id,
    TrainingSession.people, TrainingSession.starts_at, TrainingSession.ends_at, TrainingSession.cancelled_at,
).where(TrainingSession.id == bindparam("session_id"))  # fmt: skip


def meeting(session: Session, session_id: str) -> Row[*tuple[Any, ...]] | None:
    """(id, organisation_id, course_id, activity_id, people, starts_at, ends_at, cancelled_at)."""
    return session.execute(_MEETING, {"session_id": session_id}).first()


def people_with_seats(session: Session, session_id: str) -> Rows:
    """(enrolment_id, state) in the order of entry."""
    return session.execute(
        select(Booking.enrolment_id, Booking.state)
        .join(Enrolment, Enrolment.id == Booking.enrolment_id)
        .where(Booking.session_id == session_id, in_use(Use.SEATS))
        .order_by(Enrolment.starts_on, Enrolment.id)
    ).all()


# --- Writing a plan -------------------------------------------------------------------------------------------

_steps = cast(Table, PlanStep.__table__)
_items = cast(Table, PlanItem.__table__)
_omissions = cast(Table, PlanOmission.__table__)
NEW_STEPS, NEW_ITEMS, NEW_OMISSIONS = insert(_steps), insert(_items), insert(_omissions)
_STEP = (_steps.c.enrolment_id == bindparam("of_enrolment")) & (_steps.c.activity_id == bindparam("of_activity"))
_ITEM = (_items.c.enrolment_id == bindparam("of_enrolment")) & (_items.c.sequence_id == bindparam("of_sequence"))
MOVE_STEPS = (
    update(_steps)
    .where(_STEP)
    .values(
        starts_on=bindparam("to_start"),
        due_on=bindparam("to_due"),
        minutes=bindparam("to_minutes"),
        sequence_id=bindparam("to_sequence"),
    )
)
MOVE_ITEMS = update(_items).where(_ITEM).values(starts_on=bindparam("to_start"), due_on=bindparam("to_due"))
DROP_STEPS, DROP_ITEMS = delete(_steps).where(_STEP), delete(_items).where(_ITEM)
DROP_OMISSIONS = delete(_omissions).where(
    _omissions.c.enrolment_id == bindparam("of_enrolment"), _omissions.c.sequence_id == bindparam("of_sequence")
)
_DATE_STEP = update(_steps).where(_STEP).values(starts_on=bindparam("day"), due_on=bindparam("day"))


def date_step(session: Session, enrolment_id: str, activity_id: str, day: date) -> None:
    """A session has its day."""
    wanted = {"of_enrolment": enrolment_id, "of_activity": activity_id, "day": day}
    session.connection().execute(_DATE_STEP, wanted)


def date_steps(session: Session, activity_id: str, enrolment_ids: Iterable[str], day: date) -> None:
    """The same for all who have a seat."""
    rows = [{"of_enrolment": one, "of_activity": activity_id, "day": day} for one in enrolment_ids]
    if rows:
        session.connection().execute(_DATE_STEP, rows)


# --- Changes --------------------------------------------------------------------------------------------------


def changes(session: Session, enrolment_id: str) -> Rows:
    """(id, act, reason, activities, sessions, at, actor_name, before, after, undone_at, undone_by), the latest first."""
    undoer = aliased(Account)
    return session.execute(
        select(
            PlanChange.id, PlanChange.act, PlanChange.reason, PlanChange.activities, PlanChange.sessions, PlanChange.at,
            Account.name.label("actor_name"), PlanChange.before, PlanChange.after, PlanChange.undone_at,
            undoer.name.label("undone_by"),
        )
        .join(Account, Account.id == PlanChange.actor_id)
        .outerjoin(undoer, undoer.id == PlanChange.undone_by)
        .where(PlanChange.enrolment_id == enrolment_id)
        .order_by(PlanChange.at.desc(), PlanChange.id.desc())
    ).all()  # fmt: skip


def latest_change(session: Session, enrolment_id: str) -> PlanChange | None:
    """The change that may be undone: the last one that was not."""
    return session.scalars(
        select(PlanChange)
        .where(PlanChange.enrolment_id == enrolment_id, PlanChange.undone_at.is_(None))
        .order_by(PlanChange.at.desc(), PlanChange.id.desc())
        .limit(1)
    ).first()


def open_pauses(session: Session, enrolment_id: str) -> Sequence[PlanPause]:
    return session.scalars(
        select(PlanPause)
        .where(PlanPause.enrolment_id == enrolment_id, PlanPause.over_at.is_(None))
        .order_by(PlanPause.since)
    ).all()


def close_pauses(session: Session, enrolment_id: str, day: date, moment: datetime) -> None:
    """Pauses that are over without ever having stopped the path."""
    for pause in open_pauses(session, enrolment_id):
        if pause.until is not None and pause.until <= day:
            pause.over_at = moment


def last_stop(session: Session, enrolment_id: str) -> str | None:
    """What the latest stop was: paused, finished or left."""
    return session.scalar(
        select(EnrolmentChange.what)
        .where(EnrolmentChange.enrolment_id == enrolment_id, EnrolmentChange.what.in_(STOPS))
        .order_by(EnrolmentChange.at.desc(), EnrolmentChange.id.desc())
        .limit(1)
    )


def pauses_due(session: Session, day: date) -> Rows:
    """(enrolment_id, organisation_id, since, until, status, actor_id) of the pauses that begin or end by a day."""
    return session.execute(
        select(
            PlanPause.enrolment_id, PlanPause.organisation_id, PlanPause.since, PlanPause.until, Enrolment.status,
            PlanChange.actor_id,
        )
        .join(PlanChange, PlanChange.id == PlanPause.change_id)
        .join(Enrolment, Enrolment.id == PlanPause.enrolment_id)
        .where(PlanPause.over_at.is_(None), PlanPause.since <= day)
        .order_by(PlanPause.since, PlanPause.change_id)
    ).all()  # fmt: skip
