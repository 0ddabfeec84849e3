"""Which meetings are to be looked after, who was seen in them, what was recorded."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.classrooms import rules
from app.classrooms.models import ClassroomMeeting, ClassroomPresence, ClassroomRecording
from app.classrooms.rules import Kind
from app.core.db import AnyRow
from app.enrolments.models import Enrolment
from app.identity.models import Account, Membership
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.rules import State

AT_ONCE = 200  # meetings looked after in one round
_STALE = timedelta(days=2)  # what is older is left as it is

_BBB = TrainingSession.classroom == Kind.BBB.value
# a session made longer after its meeting was closed is on again
_ENDED = ClassroomMeeting.ended_at.is_not(None) & or_(
    ClassroomMeeting.ended_at >= TrainingSession.ends_at, TrainingSession.cancelled_at.is_not(None)
)
_NOT_ENDED = or_(
    ClassroomMeeting.ended_at.is_(None),
    (ClassroomMeeting.ended_at < TrainingSession.ends_at) & TrainingSession.cancelled_at.is_(None),
)
_KNOWN = ClassroomMeeting.session_id.is_not(None) & _NOT_ENDED

_WORK = (
    select(
        TrainingSession.id,
        TrainingSession.organisation_id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.cancelled_at,
        ClassroomMeeting.opened_at,
        case((_ENDED, ClassroomMeeting.ended_at)).label("ended_at"),
        ClassroomMeeting.recordings_at,
    )
    .outerjoin(ClassroomMeeting, ClassroomMeeting.session_id == TrainingSession.id)
    .where(_BBB)
    .order_by(TrainingSession.starts_at, TrainingSession.id)
)


def _to_look_after(moment: datetime) -> ColumnElement[bool]:
    """Meetings that begin soon or are on, those that must be ended, those whose recordings may have come."""
    starts, ends = TrainingSession.starts_at, TrainingSession.ends_at
    asked = ClassroomMeeting.recordings_at
    since = moment - rules.ENDED - rules.RECORDED
    return and_(
        ends > moment - _STALE,
        starts < moment + _STALE,
        or_(
            and_(
                TrainingSession.cancelled_at.is_(None), _NOT_ENDED,
                starts <= moment + rules.EARLY, ends > moment,
            ),
            _KNOWN,
            and_(
                _ENDED, ends > since,
                or_(asked.is_(None), asked <= moment - rules.RECORDED_EVERY),
            ),
        ),
    )  # fmt: skip


def work(session: Session, moment: datetime) -> Sequence[AnyRow]:
    """(id, organisation_id, title, starts_at, ends_at, cancelled_at, opened_at, ended_at, recordings_at) of the
    sessions whose meeting needs something now."""
    return session.execute(_WORK.where(_to_look_after(moment)).limit(AT_ONCE)).all()


def work_of(session: Session, session_id: str) -> AnyRow | None:
    """The same of one session that has its classroom on the server, whatever it needs."""
    return session.execute(_WORK.where(TrainingSession.id == session_id)).first()


def anything_to_look_after(session: Session, moment: datetime) -> bool:
    return session.execute(_WORK.where(_to_look_after(moment)).limit(1)).first() is not None


def to_settle(session: Session, moment: datetime) -> Sequence[str]:
    """The sessions that are over, where somebody was seen, and whose presence was never drawn up."""
    seen = exists().where(ClassroomPresence.session_id == TrainingSession.id)
    return session.scalars(
        select(TrainingSession.id)
        .join(ClassroomMeeting, ClassroomMeeting.session_id == TrainingSession.id)
        .where(
            TrainingSession.cancelled_at.is_(None),
            TrainingSession.ends_at <= moment - rules.ENDED,
            TrainingSession.ends_at > moment - _STALE,
            ClassroomMeeting.settled_at.is_(None),
            seen,
        )
        .order_by(TrainingSession.ends_at, TrainingSession.id)
    ).all()


# --- One meeting ----------------------------------------------------------------------------------------------


def meeting(session: Session, session_id: str) -> AnyRow | None:
    """(create_time, opened_at, ended_at, failures, trouble, tried_at, recordings_shown, settled_at)"""
    return session.execute(
        select(
            ClassroomMeeting.create_time,
            ClassroomMeeting.opened_at,
            case((_ENDED, ClassroomMeeting.ended_at)).label("ended_at"),
            ClassroomMeeting.failures,
            ClassroomMeeting.trouble,
            ClassroomMeeting.tried_at,
            ClassroomMeeting.recordings_shown,
            ClassroomMeeting.settled_at,
        )
        .join(TrainingSession, TrainingSession.id == ClassroomMeeting.session_id)
        .where(ClassroomMeeting.session_id == session_id)
    ).first()


def meeting_to_change(session: Session, session_id: str) -> ClassroomMeeting | None:
    return session.scalars(
        select(ClassroomMeeting).where(ClassroomMeeting.session_id == session_id).with_for_update()
    ).first()


_SEAT = (
    select(Booking.enrolment_id, Booking.state, Booking.place)
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .where(Booking.session_id == bindparam("session_id"), Enrolment.learner_id == bindparam("account_id"))
    .order_by(Booking.state, Booking.id)  # a seat before a place on the list
)


def own_seat(session: Session, session_id: str, account_id: str) -> AnyRow | None:
    """(enrolment_id, state, place) of somebody's own booking."""
    return session.execute(_SEAT, {"session_id": session_id, "account_id": account_id}).first()


def trainer_of(session: Session, session_id: str) -> str | None:
    """The account of who holds a session."""
    return session.scalar(select(TrainingSession.trainer_id).where(TrainingSession.id == session_id))


def seats_of(session: Session, session_id: str) -> Sequence[str]:
    """The enrolments that have a seat."""
    return session.scalars(
        select(Booking.enrolment_id)
        .where(Booking.session_id == session_id, Booking.state == State.BOOKED.value)
        .order_by(Booking.id)
    ).all()


# --- Presence -------------------------------------------------------------------------------------------------


def visits(session: Session, session_id: str) -> Sequence[AnyRow]:
    """(enrolment_id, account_id, name, guest, user_id, source, came_at, left_at) in the order of arrivals."""
    learner = select(Enrolment.learner_id).where(Enrolment.id == ClassroomPresence.enrolment_id).scalar_subquery()
    return session.execute(
        select(
            ClassroomPresence.enrolment_id,
            ClassroomPresence.account_id,
            Account.name,
            ClassroomPresence.guest,
            ClassroomPresence.user_id,
            ClassroomPresence.source,
            ClassroomPresence.came_at,
            ClassroomPresence.left_at,
        )
        .outerjoin(Account, Account.id == func.coalesce(ClassroomPresence.account_id, learner))
        .where(ClassroomPresence.session_id == session_id)
        .order_by(ClassroomPresence.came_at, ClassroomPresence.id)
    ).all()


def visits_to_change(session: Session, session_id: str, source: str) -> Sequence[ClassroomPresence]:
    return session.scalars(
        select(ClassroomPresence)
        .where(ClassroomPresence.session_id == session_id, ClassroomPresence.source == source)
        .order_by(ClassroomPresence.came_at, ClassroomPresence.id)
    ).all()


def learners_among(session: Session, organisation_id: str, ids: set[str]) -> set[str]:
    """Those of these ids that are paths of the organisation."""
    statement = select(Enrolment.id).where(Enrolment.organisation_id == organisation_id, Enrolment.id.in_(ids))
    return set(session.scalars(statement)) if ids else set()


def members_among(session: Session, organisation_id: str, ids: set[str]) -> set[str]:
    """Those of these ids that are accounts of the organisation."""
    statement = select(Membership.account_id).where(
        Membership.organisation_id == organisation_id, Membership.account_id.in_(ids)
    )
    return set(session.scalars(statement)) if ids else set()


def said(session: Session, session_id: str) -> Sequence[AnyRow]:
    """(enrolment_id, day, half_day, present) of what the attendance sheet holds."""
    return session.execute(
        select(Attendance.enrolment_id, Attendance.day, Attendance.half_day, Attendance.present).where(
            Attendance.session_id == session_id
        )
    ).all()


# --- Recordings -----------------------------------------------------------------------------------------------


def recordings(session: Session, session_id: str) -> Sequence[AnyRow]:
    """(id, starts_at, minutes, links), the first first."""
    return session.execute(
        select(
            ClassroomRecording.id, ClassroomRecording.starts_at, ClassroomRecording.minutes, ClassroomRecording.links
        )
        .where(ClassroomRecording.session_id == session_id)
        .order_by(ClassroomRecording.starts_at, ClassroomRecording.id)
    ).all()


def recordings_to_change(session: Session, session_id: str) -> Sequence[ClassroomRecording]:
    return session.scalars(
        select(ClassroomRecording)
        .where(ClassroomRecording.session_id == session_id)
        .order_by(ClassroomRecording.starts_at, ClassroomRecording.id)
    ).all()


def recorded_and_shown(session: Session, session_ids: Sequence[str]) -> set[str]:
    """Those of these sessions whose recordings their people may look at."""
    if not session_ids:
        return set()
    return set(
        session.scalars(
            select(ClassroomRecording.session_id)
            .join(ClassroomMeeting, ClassroomMeeting.session_id == ClassroomRecording.session_id)
            .where(ClassroomMeeting.recordings_shown.is_(True), ClassroomRecording.session_id.in_(session_ids))
        )
    )


# --- For who administers --------------------------------------------------------------------------------------


def recent_meetings(session: Session, organisation_id: str, since: datetime, limit: int) -> Sequence[AnyRow]:
    """(id, title, starts_at, ends_at, opened_at, looked_at, ended_at, failures, trouble, tried_at) of the meetings of
    the server, those that fail first."""
    return session.execute(
        select(
            TrainingSession.id,
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            ClassroomMeeting.opened_at,
            ClassroomMeeting.looked_at,
            ClassroomMeeting.ended_at,
            ClassroomMeeting.failures,
            ClassroomMeeting.trouble,
            ClassroomMeeting.tried_at,
        )
        .join(ClassroomMeeting, ClassroomMeeting.session_id == TrainingSession.id)
        .where(TrainingSession.organisation_id == organisation_id, TrainingSession.ends_at > since)
        .order_by(ClassroomMeeting.trouble == "", TrainingSession.starts_at.desc(), TrainingSession.id)
        .limit(limit)
    ).all()
