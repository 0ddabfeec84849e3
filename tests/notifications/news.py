"""What the tests of messages share: a session, what becomes of it, and what people are told."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.journal import record
from app.core.tasks import drain
from app.notifications.models import Mail
from app.scheduling import services as scheduling
from app.scheduling.events import SessionMoved
from app.scheduling.models import TrainingSession
from tests.factories.house import House

THURSDAY = datetime.fromisoformat("2026-11-26T09:00:00+01:00")


def clear(session: Session) -> None:
    session.flush()
    drain()
    for mail in session.scalars(select(Mail)):
        session.delete(mail)
    session.flush()


def told(session: Session) -> list[Mail]:
    """What is written once the work of telling is done."""
    session.flush()
    drain()
    session.expire_all()
    return list(session.scalars(select(Mail).order_by(Mail.created_at, Mail.id)))


def a_session(session: Session, house: House, *, capacity: int = 8, starts_at: datetime = THURSDAY) -> TrainingSession:
    return scheduling.plan_session(
        session, house.actor(Role.TRAINER), house.course_slug, "Atelier du jeudi", starts_at, starts_at + timedelta(hours=3),
        "on_site", capacity, site_id=house.demo.site_id, room="Salle 2",
    )  # fmt: skip


def moved(session: Session, house: House, meeting: TrainingSession, by: timedelta, who: Role = Role.ADMIN) -> None:
    was = meeting.starts_at, meeting.ends_at
    meeting.starts_at, meeting.ends_at = was[0] + by, was[1] + by
    meeting.revision += 1
    record(session, house.actor(who), SessionMoved(meeting.id, *was))
