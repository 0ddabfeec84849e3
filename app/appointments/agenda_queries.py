"""Who is taken when: by sessions and by appointments, which are sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exists, select
from sqlalchemy.orm import Session

from app.enrolments.models import Enrolment
from app.scheduling.models import Attendance, Booking, TrainingSession
from app.scheduling.rules import State

Rows = Sequence[Row[*tuple[Any, ...]]]

_moment = TrainingSession.starts_at.type

_OVERLAPS = (
    TrainingSession.cancelled_at.is_(None),
    TrainingSession.starts_at < bindparam("before", type_=_moment),
    TrainingSession.ends_at > bindparam("since", type_=_moment),
    TrainingSession.id.not_in(bindparam("but", expanding=True)),
)
_HOLDS = select(TrainingSession.starts_at, TrainingSession.ends_at, TrainingSession.title).where(
    TrainingSession.trainer_id == bindparam("account_id"), *_OVERLAPS
)
_SITS = (
    select(TrainingSession.starts_at, TrainingSession.ends_at, TrainingSession.title)
    .join(Booking, Booking.session_id == TrainingSession.id)
    .join(Enrolment, Enrolment.id == Booking.enrolment_id)
    .where(Enrolment.learner_id == bindparam("account_id"), Booking.state == State.BOOKED.value, *_OVERLAPS)
)


def held_sessions(
    session: Session, account_id: str, since: datetime, before: datetime, but: Sequence[str] = ()
) -> Rows:
    """(starts_at, ends_at, title) of what somebody holds in a time: sessions and appointments alike."""
    wanted = {"account_id": account_id, "since": since, "before": before, "but": list(but)}
    return session.execute(_HOLDS.order_by(TrainingSession.starts_at), wanted).all()


def seats(session: Session, account_id: str, since: datetime, before: datetime, but: Sequence[str] = ()) -> Rows:
    """(starts_at, ends_at, title) of where somebody has a seat in a time, in whatever course."""
    wanted = {"account_id": account_id, "since": since, "before": before, "but": list(but)}
    return session.execute(_SITS.order_by(TrainingSession.starts_at), wanted).all()


def activities_with_seat(session: Session, enrolment_id: str) -> frozenset[str]:
    """The activities for which somebody has a seat that they have not missed."""
    missed = exists().where(
        Attendance.session_id == Booking.session_id,
        Attendance.enrolment_id == Booking.enrolment_id,
        Attendance.present.is_(False),
    )
    found = session.scalars(
        select(TrainingSession.activity_id)
        .join(Booking, Booking.session_id == TrainingSession.id)
        .where(
            Booking.enrolment_id == enrolment_id,
            TrainingSession.activity_id.is_not(None),
            TrainingSession.cancelled_at.is_(None),
            ~missed,
        )
    )
    return frozenset(one for one in found if one)
