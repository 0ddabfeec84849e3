"""What falls in somebody's agenda, and where it is read from outside."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, exists, func, literal, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment
from app.enrolments.rules import OPEN
from app.identity.models import Account, Site
from app.learning.models import ActivityState
from app.learning.rules import DONE
from app.planning.models import PlanStep
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.queries import visible_to
from app.scheduling.rules import State

Rows = Sequence[Row[*tuple[Any, ...]]]

_MOMENT = TrainingSession.starts_at.type
_IN_ORDER = (TrainingSession.starts_at, TrainingSession.id)
_MEETING = (
    TrainingSession.id,
    TrainingSession.organisation_id,
    TrainingSession.course_id,
    TrainingSession.activity_id,
    TrainingSession.title,
    TrainingSession.starts_at,
    TrainingSession.ends_at,
    Site.name.label("site_name"),
    Site.address.label("site_address"),
    TrainingSession.room,
    TrainingSession.classroom,
    TrainingSession.link,
    TrainingSession.people,
    TrainingSession.capacity,
    Account.name.label("trainer_name"),
    TrainingSession.revision,
    TrainingSession.created_at,
    TrainingSession.changed_at,
    TrainingSession.cancelled_at,
    TrainingSession.cancel_reason,
)


def _with_names(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.outerjoin(Site, Site.id == TrainingSession.site_id).outerjoin(
        Account, Account.id == TrainingSession.trainer_id
    )


def _touches() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The sessions of which something falls in [since, before[."""
    return (
        TrainingSession.starts_at < bindparam("before", type_=_MOMENT),
        TrainingSession.ends_at > bindparam("since", type_=_MOMENT),
    )


# In a hybrid session each person has a place of their own; elsewhere everybody is where the session is.
_OWN_PLACE = case((TrainingSession.place == "hybrid", Booking.place), else_=TrainingSession.place)
_OWN = (
    _with_names(
        select(
            *_MEETING,
            _OWN_PLACE.label("place"),
            Booking.state,
            Booking.enrolment_id,
            Booking.created_at.label("booked_at"),
        )
        .join(Booking, Booking.session_id == TrainingSession.id)
        .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    )
    .where(
        Enrolment.learner_id == bindparam("account_id"),
        Enrolment.organisation_id == bindparam("organisation_id"),
        *_touches(),
    )
    .order_by(*_IN_ORDER)
)
_RUN = (
    _with_names(
        select(
            *_MEETING,
            TrainingSession.place,
            literal("runs").label("state"),
            literal(None).label("enrolment_id"),
            TrainingSession.created_at.label("booked_at"),
        )
    )
    .where(
        TrainingSession.trainer_id == bindparam("account_id"),
        TrainingSession.organisation_id == bindparam("organisation_id"),
        *_touches(),
    )
    .order_by(*_IN_ORDER)
)


def _people(state: State) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Booking.session_id == TrainingSession.id, Booking.state == state.value)
        .correlate(TrainingSession)
        .scalar_subquery()
    )


_ALL = (
    _with_names(
        select(
            *_MEETING,
            TrainingSession.place,
            TrainingSession.trainer_id,
            literal("team").label("state"),
            _people(State.BOOKED).label("booked"),
            _people(State.WAITING).label("waiting"),
        )
    )
    .where(*_touches())
    .order_by(*_IN_ORDER)
)


def own_sessions(session: Session, actor: Actor, since: datetime, before: datetime) -> Rows:
    """The sessions where a learner has or awaits a seat, the cancelled ones too. `place` is the person's own."""
    return session.execute(_OWN, _asked(actor, since, before)).all()


def run_sessions(session: Session, actor: Actor, since: datetime, before: datetime) -> Rows:
    """The sessions and appointments that somebody of the team holds, the cancelled ones too."""
    return session.execute(_RUN, _asked(actor, since, before)).all()


def _asked(actor: Actor, since: datetime, before: datetime) -> dict[str, Any]:
    return {
        "account_id": actor.account_id,
        "organisation_id": actor.organisation_id,
        "since": since,
        "before": before,
    }


def team_sessions(
    session: Session,
    actor: Actor,
    since: datetime,
    before: datetime,
    *,
    trainer_id: str = "",
    site_id: str = "",
    course_id: str = "",
) -> Rows:
    """What the team sees of a period, with the seats taken."""
    statement = _ALL.where(visible_to(actor))
    for column, wanted in (
        (TrainingSession.trainer_id, trainer_id),
        (TrainingSession.site_id, site_id),
        (TrainingSession.course_id, course_id),
    ):
        if wanted:
            statement = statement.where(column == wanted)
    return session.execute(statement, {"since": since, "before": before}).all()


_TRAINERS = (
    select(Account.id, Account.name)
    .where(
        exists().where(
            TrainingSession.trainer_id == Account.id,
            TrainingSession.organisation_id == bindparam("organisation_id"),
        )
    )
    .order_by(Account.name, Account.id)
)


def trainers(session: Session, organisation_id: str) -> Rows:
    """(id, name) of those who hold or have held sessions here, by name."""
    return session.execute(_TRAINERS, {"organisation_id": organisation_id}).all()


_PAST = (
    select(
        TrainingSession.id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.cancelled_at,
        func.coalesce(func.sum(case((Attendance.present, Attendance.minutes), else_=0)), 0).label("present_minutes"),
        func.count(case((Attendance.present.is_(False), 1))).label("missed_half_days"),
    )
    .join(Booking, Booking.session_id == TrainingSession.id)
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .outerjoin(
        Attendance,
        (Attendance.session_id == TrainingSession.id) & (Attendance.enrolment_id == Booking.enrolment_id),
    )
    .where(
        Enrolment.learner_id == bindparam("account_id"),
        Enrolment.organisation_id == bindparam("organisation_id"),
        Booking.state == State.BOOKED.value,
        TrainingSession.ends_at <= bindparam("moment", type_=_MOMENT),
    )
    .group_by(TrainingSession.id, TrainingSession.title, TrainingSession.starts_at, TrainingSession.cancelled_at)
    .order_by(TrainingSession.starts_at.desc(), TrainingSession.id.desc())
    .limit(bindparam("limit"))
)


def past_sessions(session: Session, actor: Actor, moment: datetime, limit: int) -> Rows:
    """The latest sessions of a learner, and what was noted of their presence."""
    return session.execute(
        _PAST,
        {
            "account_id": actor.account_id,
            "organisation_id": actor.organisation_id,
            "moment": moment,
            "limit": limit,
        },
    ).all()


_KNOWN_SUBJECTS = (
    select(
        TrainingSession.id,
        TrainingSession.activity_id,
        TrainingSession.ends_at,
        func.count(case((Attendance.present.is_(False), 1))).label("missed_half_days"),
    )
    .join(Booking, Booking.session_id == TrainingSession.id)
    .outerjoin(
        Attendance,
        (Attendance.session_id == TrainingSession.id) & (Attendance.enrolment_id == Booking.enrolment_id),
    )
    .where(Booking.enrolment_id == bindparam("enrolment_id"), TrainingSession.cancelled_at.is_(None))
    .group_by(TrainingSession.id, TrainingSession.activity_id, TrainingSession.ends_at)
)


def booked_subjects(session: Session, enrolment_id: str) -> Rows:
    """(id, activity_id, ends_at, missed_half_days) of the sessions that hold in somebody's path."""
    return session.execute(_KNOWN_SUBJECTS, {"enrolment_id": enrolment_id}).all()


_DUE = (
    select(
        PlanStep.enrolment_id,
        PlanStep.activity_id,
        PlanStep.starts_on,
        PlanStep.due_on,
        PlanStep.minutes,
        Edition.id.label("edition_id"),
    )
    .join(Enrolment, Enrolment.id == PlanStep.enrolment_id)
    .join(Course, Course.id == Enrolment.course_id)
    .join(Edition, (Edition.course_id == Course.id) & (Edition.number == Course.edition_number))
    .outerjoin(
        ActivityState,
        (ActivityState.enrolment_id == PlanStep.enrolment_id) & (ActivityState.activity_id == PlanStep.activity_id),
    )
    .where(
        Enrolment.learner_id == bindparam("account_id"),
        Enrolment.organisation_id == bindparam("organisation_id"),
        Enrolment.status.in_(OPEN),
        PlanStep.due_on >= bindparam("first"),
        PlanStep.due_on <= bindparam("last"),
        func.coalesce(ActivityState.state, "") != DONE,
    )
    .order_by(PlanStep.due_on, PlanStep.starts_on, PlanStep.activity_id)
)


def due_steps(session: Session, actor: Actor, first: date, last: date) -> Rows:
    """(enrolment_id, activity_id, starts_on, due_on, minutes, edition_id) of what is to be finished between two days
    and is not yet."""
    return session.execute(
        _DUE,
        {"account_id": actor.account_id, "organisation_id": actor.organisation_id, "first": first, "last": last},
    ).all()
