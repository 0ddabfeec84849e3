"""Which sessions are open to everybody, and who comes to them."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, bindparam, case, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.identity.models import Account, Organisation, Site
from app.scheduling.models import Booking, TrainingSession
from app.scheduling.queries import Meeting
from app.scheduling.rules import State as Seat
from app.visits.models import Visit
from app.visits.rules import State

AnyRow = Row[*tuple[Any, ...]]
Rows = Sequence[AnyRow]

_MOMENT = TrainingSession.starts_at.type


def _learners(state: Seat) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Booking.session_id == TrainingSession.id, Booking.state == state.value)
        .correlate(TrainingSession)
        .scalar_subquery()
    )


_PUBLIC: Select[*tuple[Any, ...]] = (
    select(
        TrainingSession.id,
        TrainingSession.organisation_id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.place,
        TrainingSession.room,
        TrainingSession.link,
        TrainingSession.classroom,
        TrainingSession.running_order,
        TrainingSession.capacity,
        TrainingSession.is_public,
        TrainingSession.visitor_seats,
        TrainingSession.revision,
        TrainingSession.created_at,
        TrainingSession.changed_at,
        TrainingSession.cancelled_at,
        TrainingSession.cancel_reason,
        Site.name.label("site_name"),
        Site.address.label("site_address"),
        Account.name.label("trainer_name"),
        Organisation.name.label("organisation_name"),
        Organisation.slug.label("organisation_slug"),
        Organisation.phone.label("organisation_phone"),
        Organisation.email.label("organisation_email"),
        (_learners(Seat.BOOKED) + TrainingSession.visitor_seats).label("booked"),
        _learners(Seat.WAITING).label("learners_waiting"),
    )
    .join(Organisation, Organisation.id == TrainingSession.organisation_id)
    .outerjoin(Site, Site.id == TrainingSession.site_id)
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
)
_COMING = (
    _PUBLIC.where(
        TrainingSession.is_public,
        TrainingSession.ends_at > bindparam("since", type_=_MOMENT),
    )
    .order_by(TrainingSession.starts_at, TrainingSession.id)
    .limit(bindparam("limit"))
)
_ONE = _PUBLIC.where(TrainingSession.id == bindparam("session_id"))


def public_sessions(
    session: Session, since: datetime, organisation_slug: str = "", *, limit: int = 200, after: str = ""
) -> Rows:
    """What anybody may come to, by date, of every organisation or of one; the cancelled ones too, so that nobody comes
    for nothing. `after` is the key of `list_key`."""
    statement = _COMING
    if organisation_slug:
        statement = statement.where(Organisation.slug == organisation_slug)
    if after:
        moment, _space, last_id = after.partition(" ")
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            raise NotFound() from None
        if at.tzinfo is None:
            raise NotFound()
        same = (TrainingSession.starts_at == at) & (TrainingSession.id > last_id)
        statement = statement.where(or_(TrainingSession.starts_at > at, same))
    return session.execute(statement, {"since": since, "limit": limit}).all()


def list_key(row: Any) -> str:
    return f"{row.starts_at.isoformat()} {row.id}"


def public_session(session: Session, session_id: str) -> AnyRow:
    """A session that anybody may come to; NotFound for any other."""
    row = session.execute(_ONE.where(TrainingSession.is_public), {"session_id": session_id}).first()
    if row is None:
        raise NotFound()
    return row


def session_of_team(session: Session, actor: Actor, session_id: str) -> AnyRow:
    """A session of the team's organisation, announced to the public or not; NotFound for others."""
    row = session.execute(
        _ONE.where(TrainingSession.organisation_id == actor.organisation_id), {"session_id": session_id}
    ).first()
    if row is None or not actor.is_staff:
        raise NotFound()
    return row


def session_of_visit(session: Session, session_id: str) -> AnyRow:
    """The session of a registration: it may have ceased to be public since."""
    return session.execute(_ONE, {"session_id": session_id}).one()


_MEETING = select(*(getattr(TrainingSession, field.name) for field in fields(Meeting)))


def session_to_change(session: Session, session_id: str) -> Meeting:
    """The session, its seats locked until the act ends. Whoever asks has been let in before."""
    statement = _MEETING.where(TrainingSession.id == session_id).with_for_update(of=TrainingSession, key_share=True)
    row = session.execute(statement).first()
    if row is None:
        raise NotFound()
    return Meeting(*row)


_sessions = cast(Table, TrainingSession.__table__)
_MOVE_SEATS = (
    update(_sessions)
    .where(_sessions.c.id == bindparam("of_session"))
    .values(visitor_seats=_sessions.c.visitor_seats + bindparam("seats"))
)
_SHOW = update(_sessions).where(_sessions.c.id == bindparam("of_session")).values(is_public=bindparam("public"))


def move_seats(session: Session, session_id: str, seats: int) -> None:
    """So many more seats of a session are taken by visitors; fewer when it is negative."""
    session.connection().execute(_MOVE_SEATS, {"of_session": session_id, "seats": seats})


def show_to_all(session: Session, session_id: str, public: bool) -> None:
    session.connection().execute(_SHOW, {"of_session": session_id, "public": public})


_VISIT = select(
    Visit.id,
    Visit.organisation_id,
    Visit.session_id,
    Visit.kind,
    Visit.name,
    Visit.email,
    Visit.phone,
    Visit.school,
    Visit.level,
    Visit.people,
    Visit.state,
    Visit.came,
    Visit.created_at,
    Visit.cancelled_at,
    Visit.emptied_at,
)


def visit_by_print(session: Session, token_hash: str) -> AnyRow | None:
    """The registration behind a private link."""
    return session.execute(_VISIT.where(Visit.token_hash == token_hash)).first()


def visit(session: Session, visit_id: str) -> AnyRow | None:
    """A registration by its id. For listeners: the caller has checked who may know of it."""
    return session.execute(_VISIT.where(Visit.id == visit_id)).first()


def visit_to_change(session: Session, visit_id: str) -> Visit:
    found = session.get(Visit, visit_id, with_for_update=True)
    if found is None:
        raise NotFound()
    return found


def visits_of(session: Session, session_id: str) -> Rows:
    """The registrations of a session, those with a seat first, then who waits in their order; not the cancelled ones."""
    return session.execute(
        _VISIT.where(Visit.session_id == session_id, Visit.state != State.CANCELLED.value).order_by(
            case((Visit.state == State.BOOKED.value, 0), else_=1), Visit.created_at, Visit.id
        )
    ).all()


def visits_to_change(session: Session, session_id: str) -> Sequence[Visit]:
    """Those who have a seat, for saying who came."""
    return session.scalars(
        select(Visit)
        .where(Visit.session_id == session_id, Visit.state == State.BOOKED.value)
        .order_by(Visit.id)
        .with_for_update()
    ).all()


def waiting_to_change(session: Session, session_id: str) -> Sequence[Visit]:
    """Those who wait, the first come first."""
    return session.scalars(
        select(Visit)
        .where(Visit.session_id == session_id, Visit.state == State.WAITING.value)
        .order_by(Visit.created_at, Visit.id)
        .with_for_update()
    ).all()


def learners_waiting(session: Session, session_id: str) -> int:
    statement = select(func.count()).where(Booking.session_id == session_id, Booking.state == Seat.WAITING.value)
    return session.execute(statement).scalar() or 0


def rank(session: Session, session_id: str, visit_id: str) -> int:
    """The place of a visitor on the waiting list, counted among visitors."""
    waiting = session.execute(
        select(Visit.id)
        .where(Visit.session_id == session_id, Visit.state == State.WAITING.value)
        .order_by(Visit.created_at, Visit.id)
    ).scalars()
    return next((n for n, found in enumerate(waiting, start=1) if found == visit_id), 0)


def same_visit(session: Session, session_id: str, contact_print: str, address_print: str, since: datetime) -> Rows:
    """(id, name, state) of the latest registrations of a session from one address that are reached in the same way."""
    return session.execute(
        select(Visit.id, Visit.name, Visit.state)
        .where(
            Visit.session_id == session_id,
            Visit.contact_print == contact_print,
            Visit.address_print == address_print,
            Visit.created_at >= since,
            Visit.state != State.CANCELLED.value,
        )
        .order_by(Visit.created_at.desc(), Visit.id)
    ).all()


def registrations_since(session: Session, address_print: str, since: datetime) -> int:
    statement = select(func.count()).where(Visit.address_print == address_print, Visit.created_at > since)
    return session.execute(statement).scalar() or 0


def visits_to_empty(session: Session, before: datetime, limit: int) -> Sequence[Visit]:
    """The registrations of sessions that ended before a moment, and still name somebody."""
    return session.scalars(
        select(Visit)
        .join(TrainingSession, TrainingSession.id == Visit.session_id)
        .where(TrainingSession.ends_at < before, Visit.emptied_at.is_(None))
        .order_by(Visit.id)
        .limit(limit)
        .with_for_update(of=Visit)
    ).all()


def figures(session: Session, organisation_id: str, since: datetime, before: datetime) -> AnyRow:
    """What public sessions have brought in a period: registrations, participations (each time somebody came), the
    different people among those who came alone, and the heads of groups. Nobody is counted twice among people as long as
    their registrations are kept; groups have no names, so only their heads are counted."""
    alone, came = Visit.kind == "person", func.coalesce(Visit.came, 0)
    return session.execute(
        select(
            func.count(case((Visit.state != State.CANCELLED.value, 1))).label("registrations"),
            func.coalesce(func.sum(case((alone, came), else_=0)), 0).label("participations"),
            func.count(func.distinct(case((alone & (came > 0), func.nullif(Visit.contact_print, ""))))).label("people"),
            func.coalesce(func.sum(case((~alone, came), else_=0)), 0).label("heads"),
            func.count(case((~alone & (came > 0), 1))).label("groups"),
        )
        .select_from(Visit)
        .join(TrainingSession, TrainingSession.id == Visit.session_id)
        .where(
            Visit.organisation_id == organisation_id,
            TrainingSession.starts_at >= since,
            TrainingSession.starts_at < before,
        )
    ).one()
