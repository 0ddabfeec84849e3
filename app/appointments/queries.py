"""Which appointments there are, what was said of them, and who is taken when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.appointments.models import Appointment, AppointmentMove, AppointmentNote
from app.core.access import Actor, Role
from app.core.errors import Forbidden, NotFound
from app.enrolments.freezes import IN_USE
from app.enrolments.models import Enrolment
from app.identity.freezing.queries import is_frozen, unnamed
from app.identity.freezing.services import why_not
from app.identity.models import Account, Site
from app.scheduling.models import TrainingSession

Rows = Sequence[Row[*tuple[Any, ...]]]

_learner = aliased(Account)
_adviser = aliased(Account)


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment as pages show it."""

    id: str
    organisation_id: str
    enrolment_id: str
    session_id: str
    slot_id: str | None
    series_id: str | None
    follows_id: str | None
    adviser_id: str
    adviser_name: str
    learner_id: str
    learner_name: str
    learner_phone: str
    starts_at: datetime
    ends_at: datetime
    means: str
    phone: str
    site_name: str | None
    site_address: str | None
    room: str
    place: str
    classroom: str
    link: str
    about: str
    file_id: str | None
    planned_minutes: int
    revision: int
    created_at: datetime
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancel_reason: str
    outcome: str
    absence: str
    held_minutes: int | None
    settled_at: datetime | None
    frozen: bool  # the hour stays taken; the team reads no name, and does not open it

    @property
    def meeting(self) -> "MeetingRow":
        """The session that carries it, as far as its classroom goes."""
        return MeetingRow(
            self.session_id, "", self.starts_at, self.ends_at, self.place, self.classroom, self.link, self.cancelled_at
        )


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """What `ui.join` reads of a session."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    classroom: str
    link: str
    cancelled_at: datetime | None


_ROW: Select[*tuple[Any, ...]] = (
    select(
        Appointment.id,
        Appointment.organisation_id,
        Appointment.enrolment_id,
        Appointment.session_id,
        Appointment.slot_id,
        Appointment.series_id,
        Appointment.follows_id,
        Appointment.adviser_id,
        _adviser.name.label("adviser_name"),
        Enrolment.learner_id,
        _learner.name.label("learner_name"),
        _learner.phone.label("learner_phone"),
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        Appointment.means,
        Appointment.phone,
        Site.name.label("site_name"),
        Site.address.label("site_address"),
        TrainingSession.room,
        TrainingSession.place,
        TrainingSession.classroom,
        TrainingSession.link,
        Appointment.about,
        Appointment.file_id,
        Appointment.planned_minutes,
        Appointment.revision,
        Appointment.created_at,
        Appointment.cancelled_at,
        Appointment.cancelled_by,
        Appointment.cancel_reason,
        Appointment.outcome,
        Appointment.absence,
        Appointment.held_minutes,
        Appointment.settled_at,
        is_frozen(Enrolment.learner_id, Enrolment.organisation_id).label("frozen"),
    )
    .join(TrainingSession, TrainingSession.id == Appointment.session_id)
    .join(Enrolment, Enrolment.id == Appointment.enrolment_id)
    .join(_learner, _learner.id == Enrolment.learner_id)
    .join(_adviser, _adviser.id == Appointment.adviser_id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
)
_IN_ORDER = (TrainingSession.starts_at, Appointment.id)
_LIVE = Appointment.cancelled_at.is_(None)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """`policies.may_see` in the plural."""
    here = Appointment.organisation_id == actor.organisation_id
    if actor.has(Role.ADVISER, Role.ADMIN):
        return here
    return and_(here, Enrolment.learner_id == (actor.account_id if actor.has(Role.LEARNER) else ""))


def visible_appointments(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The appointments that an actor may open, with the columns of AppointmentRow."""
    return _ROW.where(visible_to(actor))


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[AppointmentRow]:
    return [AppointmentRow(*row) for row in session.execute(statement)]


def _listed(session: Session, actor: Actor, statement: Select[*tuple[Any, ...]]) -> list[AppointmentRow]:
    """The rows of a list: `Use.AGENDA` of a freeze leaves the hour and takes the person away from it."""
    return [
        replace(row, learner_name=unnamed(), learner_phone="", phone="", about="", file_id=None)
        if row.frozen and row.learner_id != actor.account_id
        else row
        for row in _rows(session, statement)
    ]


def appointment_for(session: Session, actor: Actor, appointment_id: str) -> AppointmentRow:
    """The appointment, if the actor may open it; NotFound otherwise."""
    found = _rows(session, visible_appointments(actor).where(Appointment.id == appointment_id))
    if not found:
        raise NotFound()
    if found[0].frozen and found[0].learner_id != actor.account_id:
        raise Forbidden(why_not())
    return found[0]


def appointment_to_change(session: Session, actor: Actor, appointment_id: str) -> Appointment:
    """The entity, locked until the act ends, if the actor may open it; NotFound otherwise."""
    appointment_for(session, actor, appointment_id)
    return session.get_one(Appointment, appointment_id, with_for_update=True, populate_existing=True)


def meeting_of(session: Session, appointment: Appointment) -> TrainingSession:
    return session.get_one(TrainingSession, appointment.session_id, populate_existing=True)


def lock_sessions(session: Session, session_ids: Sequence[str]) -> None:
    """Nobody else changes these sessions until the act ends; always in the same order."""
    if session_ids:
        session.execute(
            select(TrainingSession.id)
            .where(TrainingSession.id.in_(sorted(set(session_ids))))
            .order_by(TrainingSession.id)
            .with_for_update(key_share=True)
        ).all()


_OF_SESSION = select(Appointment).where(Appointment.session_id == bindparam("session_id"))  # asked at each presence


def of_session(session: Session, session_id: str) -> Appointment | None:
    """The appointment that a training session carries."""
    return session.scalars(_OF_SESSION, {"session_id": session_id}).first()


def own(
    session: Session, actor: Actor, *, limit: int = 0, after: str = "", since: datetime | None = None
) -> list[AppointmentRow]:
    """The actor's own appointments as a learner, or those they hold, by the order in which they were made."""
    mine = or_(Enrolment.learner_id == actor.account_id, Appointment.adviser_id == actor.account_id)
    statement = visible_appointments(actor).where(mine, Appointment.id > after).order_by(Appointment.id)
    if since is not None:
        statement = statement.where(TrainingSession.ends_at > since)
    return _listed(session, actor, statement.limit(limit) if limit else statement)


def of_learner(session: Session, actor: Actor, limit: int = 200) -> list[AppointmentRow]:
    """All the actor's own, whatever the path, the latest first."""
    statement = _ROW.where(
        Appointment.organisation_id == actor.organisation_id, Enrolment.learner_id == actor.account_id
    ).order_by(TrainingSession.starts_at.desc(), Appointment.id.desc())
    return _rows(session, statement.limit(limit))


def of_enrolment(session: Session, actor: Actor, enrolment_id: str, limit: int = 100) -> list[AppointmentRow]:
    """Those of one path that the actor may open, the latest first."""
    statement = visible_appointments(actor).where(Appointment.enrolment_id == enrolment_id)
    order = (TrainingSession.starts_at.desc(), Appointment.id.desc())
    return _rows(session, statement.order_by(*order).limit(limit))


def held_between(
    session: Session, actor: Actor, start: datetime, end: datetime, *, everyone: bool, limit: int = 300
) -> list[AppointmentRow]:
    """The live appointments of a time, by date: one's own, or those of all the advisers."""
    statement = visible_appointments(actor).where(
        _LIVE, TrainingSession.starts_at >= start, TrainingSession.starts_at < end
    )
    if not everyone:
        statement = statement.where(Appointment.adviser_id == actor.account_id)
    return _listed(session, actor, statement.order_by(*_IN_ORDER).limit(limit))


def held_by(session: Session, actor: Actor, adviser_id: str, start: datetime, end: datetime) -> list[AppointmentRow]:
    """The live appointments of an adviser that touch a time, by date."""
    statement = visible_appointments(actor).where(
        _LIVE,
        Appointment.adviser_id == adviser_id,
        TrainingSession.starts_at < end,
        TrainingSession.ends_at > start,
    )
    return _listed(session, actor, statement.order_by(*_IN_ORDER))


def unsettled(session: Session, actor: Actor, moment: datetime, *, everyone: bool, limit: int) -> list[AppointmentRow]:
    """The appointments that are over and of which nobody said how they went, the oldest first."""
    statement = visible_appointments(actor).where(
        _LIVE, Appointment.outcome == "", TrainingSession.ends_at <= moment, IN_USE
    )
    if not everyone:
        statement = statement.where(Appointment.adviser_id == actor.account_id)
    return _rows(session, statement.order_by(*_IN_ORDER).limit(limit))


def following_in_series(session: Session, actor: Actor, row: AppointmentRow, moment: datetime) -> list[AppointmentRow]:
    """An appointment and those of its series that come after it and have not begun."""
    if row.series_id is None:
        return [row]
    statement = visible_appointments(actor).where(
        _LIVE,
        Appointment.series_id == row.series_id,
        TrainingSession.starts_at >= row.starts_at,
        TrainingSession.starts_at > moment,
    )
    return _rows(session, statement.order_by(*_IN_ORDER)) or [row]


def coming_count(session: Session, enrolment_id: str, moment: datetime) -> int:
    """How many live appointments of a path have not begun."""
    found = session.scalar(
        select(func.count())
        .select_from(Appointment)
        .join(TrainingSession, TrainingSession.id == Appointment.session_id)
        .where(_LIVE, Appointment.enrolment_id == enrolment_id, TrainingSession.starts_at > moment)
    )
    return found or 0


def last_missed(session: Session, enrolment_id: str) -> str | None:
    """The latest appointment of a path, when it was missed and nothing has followed it yet."""
    follower = aliased(Appointment)
    row = session.execute(
        select(Appointment.id, Appointment.outcome, exists().where(follower.follows_id == Appointment.id).label("done"))
        .join(TrainingSession, TrainingSession.id == Appointment.session_id)
        .where(_LIVE, Appointment.enrolment_id == enrolment_id, Appointment.outcome != "")
        .order_by(TrainingSession.starts_at.desc(), Appointment.id.desc())
        .limit(1)
    ).first()
    return str(row.id) if row is not None and row.outcome == "absent" and not row.done else None


def live_in_slot(session: Session, slot_id: str) -> Row[*tuple[Any, ...]] | None:
    """(id, enrolment_id) of the appointment that a slot holds."""
    return session.execute(
        select(Appointment.id, Appointment.enrolment_id).where(_LIVE, Appointment.slot_id == slot_id)
    ).first()


def notes_of(session: Session, appointment_id: str) -> Rows:
    """(id, kind, body, written_at, author_id, author_name), the oldest first. Who asks reads those they may."""
    return session.execute(
        select(
            AppointmentNote.id,
            AppointmentNote.kind,
            AppointmentNote.body,
            AppointmentNote.written_at,
            AppointmentNote.author_id,
            Account.name.label("author_name"),
        )
        .join(Account, Account.id == AppointmentNote.author_id)
        .where(AppointmentNote.appointment_id == appointment_id)
        .order_by(AppointmentNote.written_at, AppointmentNote.id)
    ).all()


def shared_notes(session: Session, appointment_ids: Sequence[str]) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    """Appointment id → (kind, body, written_at, author_name) of what was shared about it."""
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    if not appointment_ids:
        return found
    for row in session.execute(
        select(
            AppointmentNote.appointment_id,
            AppointmentNote.kind,
            AppointmentNote.body,
            AppointmentNote.written_at,
            Account.name.label("author_name"),
        )
        .join(Account, Account.id == AppointmentNote.author_id)
        .where(AppointmentNote.appointment_id.in_(appointment_ids), AppointmentNote.kind != "team")
        .order_by(AppointmentNote.written_at, AppointmentNote.id)
    ):
        found.setdefault(row.appointment_id, []).append(row)
    return found


def moves_of(session: Session, appointment_id: str) -> Rows:
    """(was_starts_at, starts_at, moved_at, mover) of an appointment, the oldest first."""
    return session.execute(
        select(
            AppointmentMove.was_starts_at,
            AppointmentMove.starts_at,
            AppointmentMove.moved_at,
            Account.name.label("mover"),
        )
        .join(Account, Account.id == AppointmentMove.moved_by)
        .where(AppointmentMove.appointment_id == appointment_id)
        .order_by(AppointmentMove.moved_at, AppointmentMove.id)
    ).all()


def to_remind(session: Session, since: datetime, until: datetime) -> list[AppointmentRow]:
    """The live appointments of the whole house that begin in [since, until[, by date: for the reminders."""
    return _rows(
        session,
        _ROW.where(_LIVE, TrainingSession.starts_at >= since, TrainingSession.starts_at < until).order_by(*_IN_ORDER),
    )


def appointment_of_house(session: Session, appointment_id: str) -> AppointmentRow | None:
    """An appointment for work done later, in nobody's name."""
    found = _rows(session, _ROW.where(Appointment.id == appointment_id))
    return found[0] if found else None


def phone_of(session: Session, account_id: str) -> str:
    return session.scalar(select(Account.phone).where(Account.id == account_id)) or ""
