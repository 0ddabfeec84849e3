"""What advisers offer, what is still free, and when they are away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from app.appointments.models import AdviserAbsence, Appointment, AppointmentSlot
from app.core.access import Actor, Role
from app.core.errors import NotFound
from app.enrolments.freezes import Use, shown_name
from app.enrolments.models import Enrolment
from app.identity.models import Account, Site
from app.scheduling.models import TrainingSession

Rows = Sequence[Row[*tuple[Any, ...]]]

_learner = aliased(Account)
_moment = AppointmentSlot.starts_at.type
_IN_ORDER = (AppointmentSlot.starts_at, AppointmentSlot.id)

_HOLDS = (Appointment.slot_id == AppointmentSlot.id) & Appointment.cancelled_at.is_(None)
_BUSY = exists().where(
    TrainingSession.trainer_id == AppointmentSlot.adviser_id,
    TrainingSession.cancelled_at.is_(None),
    TrainingSession.starts_at < AppointmentSlot.ends_at,
    TrainingSession.ends_at > AppointmentSlot.starts_at,
)
_AWAY = exists().where(
    AdviserAbsence.adviser_id == AppointmentSlot.adviser_id,
    AdviserAbsence.lifted_at.is_(None),
    AdviserAbsence.starts_at < AppointmentSlot.ends_at,
    AdviserAbsence.ends_at > AppointmentSlot.starts_at,
)
_SLOT: Select[*tuple[Any, ...]] = (
    select(
        AppointmentSlot.id,
        AppointmentSlot.organisation_id,
        AppointmentSlot.adviser_id,
        Account.name.label("adviser_name"),
        AppointmentSlot.starts_at,
        AppointmentSlot.ends_at,
        AppointmentSlot.means,
        AppointmentSlot.site_id,
        Site.name.label("site_name"),
        Site.address.label("site_address"),
        AppointmentSlot.room,
        AppointmentSlot.classroom,
        AppointmentSlot.link,
        AppointmentSlot.closed_at,
        _AWAY.label("away"),
    )
    .join(Account, Account.id == AppointmentSlot.adviser_id)
    .outerjoin(Site, Site.id == AppointmentSlot.site_id)
)
_FREE = _SLOT.where(
    AppointmentSlot.organisation_id == bindparam("organisation_id"),
    AppointmentSlot.closed_at.is_(None),
    AppointmentSlot.starts_at > bindparam("since", type_=_moment),
    AppointmentSlot.starts_at < bindparam("before", type_=_moment),
    ~exists().where(_HOLDS),
    ~_BUSY,
    ~_AWAY,
).order_by(*_IN_ORDER)


def free_slots(
    session: Session, organisation_id: str, since: datetime, before: datetime, adviser_id: str = "", limit: int = 200
) -> Rows:
    """The slots that can be taken, by date: of one adviser, or of all."""
    statement = _FREE.where(AppointmentSlot.adviser_id == adviser_id) if adviser_id else _FREE
    wanted = {"organisation_id": organisation_id, "since": since, "before": before}
    return session.execute(statement.limit(limit), wanted).all()


def slot_of(session: Session, organisation_id: str, slot_id: str) -> Row[*tuple[Any, ...]]:
    """A slot of the organisation, free or not; NotFound otherwise."""
    row = session.execute(
        _SLOT.where(AppointmentSlot.id == slot_id, AppointmentSlot.organisation_id == organisation_id)
    ).first()
    if row is None:
        raise NotFound()
    return row


def slots_between(session: Session, actor: Actor, adviser_id: str, start: datetime, end: datetime) -> Rows:
    """The open slots of an adviser in a time, and who has taken them: (…, appointment_id, learner_name, busy)."""
    return session.execute(
        _SLOT.add_columns(
            Appointment.id.label("appointment_id"),
            shown_name(Use.AGENDA, _learner.name).label("learner_name"),
            _BUSY.label("busy"),
        )
        .outerjoin(Appointment, _HOLDS)
        .outerjoin(Enrolment, Enrolment.id == Appointment.enrolment_id)
        .outerjoin(_learner, _learner.id == Enrolment.learner_id)
        .where(
            AppointmentSlot.organisation_id == actor.organisation_id,
            AppointmentSlot.adviser_id == adviser_id,
            AppointmentSlot.closed_at.is_(None),
            AppointmentSlot.starts_at < end,
            AppointmentSlot.ends_at > start,
        )
        .order_by(*_IN_ORDER)
    ).all()


def slot_to_close(session: Session, actor: Actor, slot_id: str, *, locked: bool = True) -> AppointmentSlot:
    """The entity, locked once the turn is taken, if it is of the actor's organisation."""
    if not actor.has(Role.ADVISER, Role.ADMIN):
        raise NotFound()
    slot = session.get(AppointmentSlot, slot_id, with_for_update=locked, populate_existing=locked)
    if slot is None or slot.organisation_id != actor.organisation_id:
        raise NotFound()
    return slot


def free_to_close(session: Session, adviser_id: str, start: datetime, end: datetime) -> Sequence[AppointmentSlot]:
    """The open slots of a time that nobody has taken."""
    return session.scalars(
        select(AppointmentSlot)
        .where(
            AppointmentSlot.adviser_id == adviser_id,
            AppointmentSlot.closed_at.is_(None),
            AppointmentSlot.starts_at < end,
            AppointmentSlot.ends_at > start,
            ~exists().where(_HOLDS),
        )
        .order_by(*_IN_ORDER)
    ).all()


def absences(session: Session, adviser_id: str, since: datetime) -> Rows:
    """(id, starts_at, ends_at) of the times that an adviser has blocked and that are not over."""
    return session.execute(
        select(AdviserAbsence.id, AdviserAbsence.starts_at, AdviserAbsence.ends_at)
        .where(
            AdviserAbsence.adviser_id == adviser_id,
            AdviserAbsence.lifted_at.is_(None),
            AdviserAbsence.ends_at > since,
        )
        .order_by(AdviserAbsence.starts_at, AdviserAbsence.id)
    ).all()


def absence_to_lift(session: Session, actor: Actor, absence_id: str) -> AdviserAbsence:
    found = session.get(AdviserAbsence, absence_id, with_for_update=True)
    if found is None or found.organisation_id != actor.organisation_id or not actor.has(Role.ADVISER, Role.ADMIN):
        raise NotFound()
    return found
