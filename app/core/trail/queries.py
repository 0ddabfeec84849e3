"""What waits in the application's database to be carried to the trail, and the ends that were noted."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.db import AnyRow, Base
from app.core.ids import new_id
from app.core.trail.models import TrailMark, TrailWaiting
from app.core.trail.store import Line

_waiting = cast(Table, TrailWaiting.__table__)
_marks = cast(Table, TrailMark.__table__)
_ADD = insert(_waiting)
_OLDEST = select(_waiting.c.id, _waiting.c.line).order_by(_waiting.c.id).limit(500)
_MARK = {
    "sqlite": sqlite.insert(_marks).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_marks).on_conflict_do_nothing(),
}


def leave(session: Session, line: Line) -> None:
    session.flush()
    session.connection().execute(_ADD, {"id": line["id"], "line": line})


def waiting(session: Session) -> Sequence[AnyRow]:
    """(id, line), the oldest five hundred."""
    return session.execute(_OLDEST).all()


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(_waiting)) or 0


def carried(session: Session, ids: Sequence[str]) -> None:
    session.connection().execute(delete(_waiting).where(_waiting.c.id.in_(ids)))


def mark(session: Session, organisation_id: str, month: str, number: int, sealed: str, at: datetime) -> None:
    connection = session.connection()
    connection.execute(
        _MARK[connection.dialect.name],
        {
            "id": new_id(), "organisation_id": organisation_id, "month": month, "number": number, "print": sealed,
            "at": at,
        },
    )  # fmt: skip


def marks(session: Session) -> list[tuple[str, str, int, str]]:
    """(month, organisation, number, print)."""
    found = session.execute(select(_marks.c.month, _marks.c.organisation_id, _marks.c.number, _marks.c.print))
    return [(month, organisation, number, sealed) for month, organisation, number, sealed in found]


def organisation_ids(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(Base.metadata.tables["organisation"].c.id)))


def forget_marks(session: Session, before: str) -> None:
    session.connection().execute(delete(_marks).where(_marks.c.month < before))
