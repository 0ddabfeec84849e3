"""Rooms, what goes on in them, and what else somebody who runs sessions has at the same time."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local, paris
from app.core.errors import NotFound
from app.identity.models import Account, ClosedDay, Site
from app.scheduling.models import MeetingRoom, SessionDocument, TrainingSession
from app.scheduling.queries.sessions import IN_ORDER, STANDS, Rows
from app.scheduling.rules import LONGEST


def rooms(session: Session, organisation_id: str, *, archived: bool = False) -> Rows:
    """(id, site_id, site_name, name, capacity, archived_at), by site and name."""
    statement = (
        select(
            MeetingRoom.id,
            MeetingRoom.site_id,
            Site.name.label("site_name"),
            MeetingRoom.name,
            MeetingRoom.capacity,
            MeetingRoom.archived_at,
        )
        .join(Site, Site.id == MeetingRoom.site_id)
        .where(MeetingRoom.organisation_id == organisation_id)
        .order_by(Site.name, MeetingRoom.name, MeetingRoom.id)
    )
    return session.execute(statement if archived else statement.where(MeetingRoom.archived_at.is_(None))).all()


def room_for(session: Session, actor: Actor, room_id: str) -> MeetingRoom:
    """The room, in the actor's organisation; NotFound otherwise."""
    found = session.get(MeetingRoom, room_id)
    if found is None or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def room_named(session: Session, organisation_id: str, site_id: str, name: str) -> MeetingRoom | None:
    """The room of a site with this name, whatever its capitals."""
    return session.scalars(
        select(MeetingRoom).where(
            MeetingRoom.organisation_id == organisation_id,
            MeetingRoom.site_id == site_id,
            func.lower(MeetingRoom.name) == name.lower(),
        )
    ).first()


def sessions_in(session: Session, room_id: str, after: datetime, limit: int = 200) -> Rows:
    """(id, title, starts_at, ends_at, place, capacity) of the sessions of a room that end after a moment."""
    return session.execute(
        select(
            TrainingSession.id,
            TrainingSession.title,
            TrainingSession.starts_at,
            TrainingSession.ends_at,
            TrainingSession.place,
            TrainingSession.capacity,
        )
        .where(TrainingSession.room_id == room_id, TrainingSession.ends_at > after, STANDS)
        .order_by(*IN_ORDER)
        .limit(limit)
    ).all()


def room_of_many(session: Session, organisation_id: str, after: datetime) -> dict[str, int]:
    """Room id → how many coming sessions it has."""
    rows = session.execute(
        select(TrainingSession.room_id, func.count().label("n"))
        .where(
            TrainingSession.organisation_id == organisation_id,
            TrainingSession.starts_at > after - LONGEST,
            TrainingSession.ends_at > after,
            TrainingSession.room_id.is_not(None),
            STANDS,
        )
        .group_by(TrainingSession.room_id)
        .order_by(TrainingSession.room_id)
    )
    return {row.room_id: row.n for row in rows}


_BUSY = (  # asked for each session that is planned: built once
    select(
        TrainingSession.id,
        TrainingSession.title,
        TrainingSession.starts_at,
        TrainingSession.ends_at,
        TrainingSession.trainer_id,
        Account.name.label("trainer_name"),
        TrainingSession.room_id,
        TrainingSession.room,
    )
    .outerjoin(Account, Account.id == TrainingSession.trainer_id)
    .where(
        TrainingSession.organisation_id == bindparam("organisation_id"),
        TrainingSession.starts_at > bindparam("begun_after"),
        TrainingSession.starts_at < bindparam("before"),
        TrainingSession.ends_at > bindparam("since"),
        STANDS,
        or_(TrainingSession.trainer_id == bindparam("trainer_id"), TrainingSession.room_id == bindparam("room_id")),
    )
    .order_by(*IN_ORDER)
)


def busy(
    session: Session,
    organisation_id: str,
    since: datetime,
    before: datetime,
    *,
    trainer_id: str | None,
    room_id: str | None,
    but: Collection[str] = (),
) -> Rows:
    """The sessions of a period that hold that person or that room.

    (id, title, starts_at, ends_at, trainer_id, trainer_name, room_id, room), by date.
    """
    if not trainer_id and not room_id:
        return []
    wanted = {
        "organisation_id": organisation_id, "begun_after": since - LONGEST, "since": since, "before": before,
        "trainer_id": trainer_id or None, "room_id": room_id or None,
    }  # fmt: skip
    statement = _BUSY.where(TrainingSession.id.not_in(but)) if but else _BUSY
    return session.execute(statement, wanted).all()


def sessions_on(session: Session, organisation_id: str, day: date, limit: int = 50) -> Rows:
    """(id, title, starts_at) of the sessions that begin on a day, by hour."""
    return session.execute(
        select(TrainingSession.id, TrainingSession.title, TrainingSession.starts_at)
        .where(
            TrainingSession.organisation_id == organisation_id,
            TrainingSession.starts_at >= paris(day, 0),
            TrainingSession.starts_at < paris(_next(day), 0),
            STANDS,
        )
        .order_by(*IN_ORDER)
        .limit(limit)
    ).all()


def sessions_on_closed_days(session: Session, organisation_id: str, after: datetime) -> dict[date, list[Any]]:
    """Day → the sessions to come on the days that the organisation closes. Two statements, however many days."""
    days = session.scalars(
        select(ClosedDay.day).where(ClosedDay.organisation_id == organisation_id, ClosedDay.day >= local(after).date())
    ).all()
    if not days:
        return {}
    rows = session.execute(
        select(TrainingSession.id, TrainingSession.title, TrainingSession.starts_at)
        .where(
            TrainingSession.organisation_id == organisation_id,
            TrainingSession.starts_at > after,
            or_(*(TrainingSession.starts_at.between(paris(day, 0), paris(_next(day), 0)) for day in days)),
            STANDS,
        )
        .order_by(*IN_ORDER)
        .limit(200)
    ).all()
    found: dict[date, list[Any]] = {}
    for row in rows:
        found.setdefault(local(row.starts_at).date(), []).append(row)
    return found


def _next(day: date) -> date:
    return day + timedelta(days=1)


# --- Documents ------------------------------------------------------------------------------------------------


def documents_of(session: Session, session_id: str) -> Rows:
    """(id, file_id, moment, title, at_once), before first, in the order they were added."""
    return session.execute(
        select(
            SessionDocument.id,
            SessionDocument.file_id,
            SessionDocument.moment,
            SessionDocument.title,
            SessionDocument.at_once,
        )
        .where(SessionDocument.session_id == session_id)
        .order_by(SessionDocument.moment.desc(), SessionDocument.id)
    ).all()


def document_for(session: Session, session_id: str, document_id: str) -> SessionDocument:
    found = session.get(SessionDocument, document_id)
    if found is None or found.session_id != session_id:
        raise NotFound()
    return found
