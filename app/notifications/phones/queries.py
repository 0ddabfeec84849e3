"""The browsers and numbers of people, and what is on its way to them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.cursors import Position
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.identity.models import Account, Organisation
from app.notifications.models import SENT, WAITING, Notice, NoticeHabits, PushSubscription, Ring

MONTH = timedelta(days=30)

_rings = cast(Table, Ring.__table__)
_devices = cast(Table, PushSubscription.__table__)


def devices(session: Session, organisation_id: str, account_id: str) -> Sequence[AnyRow]:
    """(id, device, created_at, rung_at) of the browsers that somebody lets us ring."""
    return session.execute(
        select(PushSubscription.id, PushSubscription.device, PushSubscription.created_at, PushSubscription.rung_at)
        .where(PushSubscription.account_id == account_id, PushSubscription.organisation_id == organisation_id)
        .order_by(PushSubscription.created_at, PushSubscription.id)
    ).all()


def device_by_print(session: Session, fingerprint: str) -> PushSubscription | None:
    return session.scalar(select(PushSubscription).where(PushSubscription.endpoint_print == fingerprint))


def device_to_remove(session: Session, actor: Actor, device_id: str) -> PushSubscription:
    """A browser of the actor; NotFound otherwise."""
    found = session.get(PushSubscription, device_id, with_for_update=True)
    if found is None or found.account_id != actor.account_id or found.organisation_id != actor.organisation_id:
        raise NotFound()
    return found


def drop_device(session: Session, device_id: str) -> None:
    """Its maker says that it is gone."""
    session.connection().execute(delete(_devices).where(_devices.c.id == device_id))


def organisation_name(session: Session, organisation_id: str) -> str:
    return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id)) or ""


def ring_to_carry(session: Session, ring_id: str) -> AnyRow | None:
    """What waits for a phone, with its notice, and with the browser when it goes to one."""
    return session.execute(
        select(
            Ring.id,
            Ring.account_id,
            Ring.organisation_id,
            Ring.channel,
            Ring.address,
            Ring.text,
            Ring.attempts,
            Notice.id.label("notice_id"),
            Notice.kind,
            Notice.title,
            Notice.text.label("told"),
            Notice.link,
            Notice.read_at,
            PushSubscription.endpoint,
            PushSubscription.p256dh,
            PushSubscription.auth,
        )
        .join(Notice, Notice.id == Ring.notice_id)
        .outerjoin(PushSubscription, PushSubscription.id == Ring.address)
        .where(Ring.id == ring_id, Ring.state == WAITING)
    ).first()


def mark(session: Session, ring_id: str, **values: Any) -> None:
    session.connection().execute(update(_rings).where(_rings.c.id == ring_id).values(**values))


def note_rung(session: Session, device_id: str) -> None:
    session.connection().execute(update(_devices).where(_devices.c.id == device_id).values(rung_at=now()))


def still_agrees(session: Session, row: AnyRow) -> bool:
    """Whether the person still wants SMS at the number of this one."""
    agreed = select(NoticeHabits.account_id).where(
        NoticeHabits.account_id == row.account_id,
        NoticeHabits.organisation_id == row.organisation_id,
        NoticeHabits.sms_number == row.address,
        NoticeHabits.sms_agreed_at.is_not(None),
    )
    return session.execute(agreed).first() is not None


def rings(
    session: Session, actor: Actor, *, channel: str = "", before: Position | None = None, limit: int
) -> Sequence[AnyRow]:
    """What the organisation sent to phones, the latest first."""
    statement = (
        select(
            Ring.id,
            Ring.channel,
            Ring.address,
            Ring.parts,
            Ring.state,
            Ring.error,
            Ring.created_at,
            Notice.title,
            Account.name,
            func.coalesce(PushSubscription.device, "").label("device"),
        )
        .join(Notice, Notice.id == Ring.notice_id)
        .join(Account, Account.id == Ring.account_id)
        .outerjoin(PushSubscription, PushSubscription.id == Ring.address)
        .where(Ring.organisation_id == actor.organisation_id)
    )
    if channel:
        statement = statement.where(Ring.channel == channel)
    if before:
        at, row_id = before
        statement = statement.where(or_(Ring.created_at < at, and_(Ring.created_at == at, Ring.id < row_id)))
    return session.execute(statement.order_by(Ring.created_at.desc(), Ring.id.desc()).limit(limit)).all()


def ring_counts(session: Session, actor: Actor) -> AnyRow:
    """(sms, parts, push, devices): what was sent in a month, and to how many browsers it may be."""
    sent = (Ring.organisation_id == actor.organisation_id) & (Ring.state == SENT) & (Ring.created_at > now() - MONTH)
    devices_known = (
        select(func.count()).where(PushSubscription.organisation_id == actor.organisation_id).scalar_subquery()
    )
    return session.execute(
        select(
            func.coalesce(func.sum(case((Ring.channel == "sms", 1), else_=0)), 0).label("sms"),
            func.coalesce(func.sum(case((Ring.channel == "sms", Ring.parts), else_=0)), 0).label("parts"),
            func.coalesce(func.sum(case((Ring.channel == "push", 1), else_=0)), 0).label("push"),
            devices_known.label("devices"),
        ).where(sent)
    ).one()
