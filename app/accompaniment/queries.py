"""What accompaniment gathers from the rooms below, each for many people in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accompaniment import policies
from app.appointments.models import Appointment
from app.assessment import queries as assessment
from app.assessment.models import Attempt, Submission
from app.core.access import Actor
from app.core.clock import local
from app.courses.models import Course, Edition
from app.enrolments.covers import queries as covers
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment, PlanItem
from app.enrolments.rules import OPEN
from app.identity.models import Account, SignIn, Site
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.messaging.models import Message
from app.scheduling.models import Attendance, Booking, TrainingSession

AnyRow = Row[*tuple[Any, ...]]

_learner = aliased(Account)
_adviser = aliased(Account)

_NEXT_SESSION = (
    select(func.min(TrainingSession.starts_at))
    .join(Booking, Booking.session_id == TrainingSession.id)
    .where(
        Booking.enrolment_id == Enrolment.id,
        Booking.state == "booked",
        TrainingSession.cancelled_at.is_(None),
        TrainingSession.starts_at >= bindparam("now", type_=TrainingSession.starts_at.type),
    )
    .correlate(Enrolment)
    .scalar_subquery()
)
_UNREAD_SINCE = (
    select(func.min(Message.created_at))
    .where(
        Message.enrolment_id == Enrolment.id,
        Message.author_id == Enrolment.learner_id,
        Message.read_at.is_(None),
    )
    .correlate(Enrolment)
    .scalar_subquery()
)
_SIGNED_IN = exists().where(SignIn.account_id == Enrolment.learner_id).correlate(Enrolment)
_ALL_PEOPLE: Select[*tuple[Any, ...]] = (
    select(
        Enrolment.id,
        Enrolment.course_id,
        _learner.name,
        _learner.phone,
        _adviser.name.label("adviser_name"),
        Enrolment.site_id,
        Site.name.label("site_name"),
        Enrolment.status,
        Enrolment.starts_on,
        Enrolment.ends_on,
        case((Enrolment.status.in_(OPEN), _NEXT_SESSION)).label("next_session"),
        case((Enrolment.status.in_(OPEN), _UNREAD_SINCE)).label("unread_since"),
        Enrolment.adviser_id,
        case((Enrolment.status.in_(OPEN), _SIGNED_IN)).label("signed_in"),
    )
    .join(_learner, _learner.id == Enrolment.learner_id)
    .outerjoin(_adviser, _adviser.id == Enrolment.adviser_id)
    .outerjoin(Site, Site.id == Enrolment.site_id)
    .where(
        Enrolment.organisation_id == bindparam("organisation_id"),
        Enrolment.status.in_(bindparam("statuses", expanding=True)),
        IN_USE,
    )
)
_MY_PEOPLE = _ALL_PEOPLE.where(
    or_(Enrolment.adviser_id == bindparam("adviser_id"), covers.covered_by(bindparam("adviser_id"), bindparam("day")))
)

_EDITIONS: Select[*tuple[Any, ...]] = (
    select(Course.id, Edition.id.label("edition_id"))
    .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .where(Course.organisation_id == bindparam("organisation_id"))
)

# An activity is passed over, then restored, then passed over…: the ledger alternates, and its sum says where it stands.
_PASSED = case(
    (LedgerEntry.kind == Kind.ACTIVITY_SKIPPED.value, 1),
    (LedgerEntry.kind == Kind.ACTIVITY_RESTORED.value, -1),
    else_=0,
)

# What the person did, and the half-days where the team saw them; what the team wrote to them.
_SIGN_OF_LIFE = or_(
    and_(LedgerEntry.actor_id == Enrolment.learner_id, LedgerEntry.kind != Kind.PERSON_ERASED.value),
    and_(LedgerEntry.kind == Kind.ATTENDANCE_RECORDED.value, LedgerEntry.minutes > 0),
)
_WRITTEN = and_(LedgerEntry.kind == Kind.MESSAGE_SENT.value, LedgerEntry.actor_id != Enrolment.learner_id)

# The sums and the last act come together: both are read only for people whose ledger has moved.
_SUMS: Select[*tuple[Any, ...]] = (
    select(
        LedgerEntry.enrolment_id,
        LedgerEntry.activity_id,
        LedgerEntry.place,
        func.sum(LedgerEntry.minutes).label("minutes"),
        func.max(case((_SIGN_OF_LIFE, LedgerEntry.occurred_at))).label("last_act"),
        func.max(case((_WRITTEN, LedgerEntry.occurred_at))).label("written_at"),
        func.sum(_PASSED).label("passed"),
    )
    .join(Enrolment, Enrolment.id == LedgerEntry.enrolment_id)
    .where(LedgerEntry.enrolment_id.in_(bindparam("ids", expanding=True)))
    .group_by(LedgerEntry.enrolment_id, LedgerEntry.activity_id, LedgerEntry.place)
)
_PLANS: Select[*tuple[Any, ...]] = (
    select(PlanItem.enrolment_id, PlanItem.sequence_id, PlanItem.due_on)
    .where(PlanItem.enrolment_id.in_(bindparam("ids", expanding=True)))
    .order_by(PlanItem.enrolment_id, PlanItem.due_on, PlanItem.sequence_id)
)
# An appointment that was missed is a reason of its own: it is no session missed besides.
_MISSED: Select[*tuple[Any, ...]] = (
    select(Attendance.enrolment_id, Attendance.day, Attendance.recorded_at)
    .where(
        Attendance.enrolment_id.in_(bindparam("ids", expanding=True)),
        Attendance.present.is_(False),
        ~exists().where(Appointment.session_id == Attendance.session_id),
    )
    .order_by(Attendance.enrolment_id, Attendance.day)
)

# From a number on; from the last entry, when the ledger does not go that far (any more).
_HERE = LedgerEntry.organisation_id == bindparam("organisation_id")
_SINCE = bindparam("since", type_=LedgerEntry.number.type)
_LAST_NUMBER = select(func.max(LedgerEntry.number)).where(_HERE).scalar_subquery()
_NEWER: Select[*tuple[Any, ...]] = (
    select(LedgerEntry.number, LedgerEntry.hash, LedgerEntry.enrolment_id)
    .where(_HERE, LedgerEntry.number >= case((_LAST_NUMBER < _SINCE, _LAST_NUMBER), else_=_SINCE))
    .order_by(LedgerEntry.number)
    .limit(bindparam("limit"))
)

_HALF_DAYS: Select[*tuple[Any, ...]] = (
    select(
        Attendance.session_id,
        Attendance.day,
        Attendance.half_day,
        Attendance.present,
        Attendance.minutes,
        Attendance.reason,
    )
    .where(Attendance.enrolment_id == bindparam("enrolment_id"))
    .order_by(Attendance.day, Attendance.half_day.desc())  # morning, then afternoon
)
_CONTACT: Select[*tuple[Any, ...]] = (
    select(
        _learner.phone,
        _NEXT_SESSION.label("next_session"),
        _UNREAD_SINCE.label("unread_since"),
        _SIGNED_IN.label("signed_in"),
    )
    .join(Enrolment, Enrolment.learner_id == _learner.id)
    .where(Enrolment.id == bindparam("enrolment_id"))
)


def people(session: Session, actor: Actor, statuses: Sequence[str], now: datetime) -> Sequence[AnyRow]:
    """The people that the actor follows or covers (or all, for those who see the organisation), with these statuses."""
    wanted = {
        "organisation_id": actor.organisation_id, "statuses": list(statuses), "now": now, "day": local(now).date()
    }  # fmt: skip
    if policies.follows_everyone(actor):
        return session.execute(_ALL_PEOPLE, wanted).all()
    return session.execute(_MY_PEOPLE, wanted | {"adviser_id": actor.account_id}).all()


def people_page(
    session: Session, actor: Actor, statuses: Sequence[str], now: datetime, *, after: str, limit: int
) -> Sequence[AnyRow]:
    """The same, a page at a time, in the order in which they were enrolled."""
    wanted = {
        "organisation_id": actor.organisation_id, "statuses": list(statuses), "now": now, "day": local(now).date()
    }  # fmt: skip
    statement = _ALL_PEOPLE if policies.follows_everyone(actor) else _MY_PEOPLE
    statement = statement.where(Enrolment.id > after).order_by(Enrolment.id).limit(limit)
    return session.execute(statement, wanted | {"adviser_id": actor.account_id}).all()


def editions(session: Session, organisation_id: str) -> dict[str, str]:
    """Course id → id of the edition that its learners see."""
    rows = session.execute(_EDITIONS, {"organisation_id": organisation_id})
    return {row.id: row.edition_id for row in rows}


def sums(session: Session, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, activity_id, place, minutes, last_act, passed) from the ledger."""
    return session.execute(_SUMS, {"ids": ids}).all()


def plans(session: Session, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, sequence_id, due_on), by date for each."""
    return session.execute(_PLANS, {"ids": ids}).all()


def missed(session: Session, ids: Sequence[str]) -> Sequence[AnyRow]:
    """(enrolment_id, day, recorded_at) of the half-days missed, by date for each."""
    return session.execute(_MISSED, {"ids": ids}).all()


def ledger_since(session: Session, organisation_id: str, number: int, limit: int) -> Sequence[AnyRow]:
    """(number, hash, enrolment_id) from a number on; at least the last one, unless the ledger is empty."""
    return session.execute(_NEWER, {"organisation_id": organisation_id, "since": number, "limit": limit}).all()


def half_days(session: Session, enrolment_id: str) -> Sequence[AnyRow]:
    """(session_id, day, half_day, present, minutes, reason) of one path, by date."""
    return session.execute(_HALF_DAYS, {"enrolment_id": enrolment_id}).all()


def contact(session: Session, enrolment_id: str, now: datetime) -> AnyRow:
    """(phone, next_session, unread_since, signed_in) of somebody whose enrolment the caller has seen."""
    return session.execute(_CONTACT, {"enrolment_id": enrolment_id, "now": now}).one()


def works_of(session: Session, actor: Actor, enrolment_id: str) -> Sequence[AnyRow]:
    """The works of one path, the latest first, each with what was said of it."""
    statement = assessment.visible_submissions(actor).where(Submission.enrolment_id == enrolment_id)
    return session.execute(statement.order_by(Submission.sent_at.desc(), Submission.id.desc())).all()


def attempts_of(session: Session, actor: Actor, enrolment_id: str) -> Sequence[AnyRow]:
    """The quizzes sent in one path, the latest first."""
    statement = assessment.visible_attempts(actor).where(Attempt.enrolment_id == enrolment_id)
    return session.execute(statement.order_by(Attempt.sent_at.desc(), Attempt.id.desc())).all()


def counting(asked: Iterable[Select[int]]) -> Select[*tuple[int, ...]]:
    """What several rooms count, in one statement."""
    found: Select[*tuple[int, ...]] = select(*(one.scalar_subquery() for one in asked))
    return found


def counted(session: Session, statement: Select[*tuple[int, ...]], given: Mapping[str, str]) -> Sequence[int]:
    return tuple(session.execute(statement, given).one())
