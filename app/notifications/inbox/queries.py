"""What is new for somebody."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, and_, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.identity.models import SignIn
from app.notifications.models import Notice

_notices = cast(Table, Notice.__table__)
_LINE = (
    Notice.id,
    Notice.kind,
    Notice.event,
    Notice.title,
    Notice.text,
    Notice.link,
    Notice.created_at,
    Notice.read_at,
)
UNREAD = (
    select(func.count(Notice.id))
    .where(
        Notice.account_id == SignIn.account_id,
        Notice.organisation_id == SignIn.organisation_id,
        Notice.read_at.is_(None),
        Notice.on_page,
    )
    .correlate(SignIn)
    .scalar_subquery()
)  # how much is new for whoever signed in: a part of the statement that says who they are


def _own(actor: Actor) -> Any:
    return and_(Notice.account_id == actor.account_id, Notice.organisation_id == actor.organisation_id, Notice.on_page)


def notices(
    session: Session, actor: Actor, *, only_new: bool = False, before: Position | None = None, limit: int
) -> Sequence[AnyRow]:
    """The actor's news, the latest first."""
    statement = select(*_LINE).where(_own(actor))
    if only_new:
        statement = statement.where(Notice.read_at.is_(None))
    if before:
        at, row_id = before
        statement = statement.where(or_(Notice.created_at < at, and_(Notice.created_at == at, Notice.id < row_id)))
    return session.execute(statement.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)).all()


def notices_after(session: Session, actor: Actor, *, after: str, limit: int, only_new: bool) -> Sequence[AnyRow]:
    """The same as pages for machines, the latest id first."""
    statement = select(*_LINE).where(_own(actor))
    if only_new:
        statement = statement.where(Notice.read_at.is_(None))
    if after:
        statement = statement.where(Notice.id < after)
    return session.execute(statement.order_by(Notice.id.desc()).limit(limit)).all()


def notice_for(session: Session, actor: Actor, notice_id: str) -> Notice:
    """One piece of the actor's news, on the page or not; NotFound otherwise."""
    found = session.get(Notice, notice_id)
    if found is None or found.account_id != actor.account_id or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def mark_all(session: Session, actor: Actor, until: str) -> int:
    """Read, up to one id: what came while the page was looked at stays new. How many were new."""
    session.flush()
    statement = (
        update(_notices)
        .where(
            _notices.c.account_id == actor.account_id,
            _notices.c.organisation_id == actor.organisation_id,
            _notices.c.read_at.is_(None),
            _notices.c.id <= until,
        )
        .values(read_at=now())
    )
    return int(session.connection().execute(statement).rowcount)
