"""The rows by which processes of a SQLite house hear of each other."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.live.models import LiveEvent


def latest(session: Session) -> int:
    return session.scalar(select(func.max(LiveEvent.id))) or 0


def since(session: Session, number: int) -> Sequence[AnyRow]:
    """(id, subject, origin) of what came after a number."""
    return session.execute(
        select(LiveEvent.id, LiveEvent.subject, LiveEvent.origin).where(LiveEvent.id > number).order_by(LiveEvent.id)
    ).all()


def forget(session: Session, before: datetime) -> None:
    session.execute(delete(LiveEvent).where(LiveEvent.at < before))
