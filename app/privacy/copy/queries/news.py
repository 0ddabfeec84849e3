"""What somebody was told beside the mail, what they chose of it, and the devices that ring for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.notifications.models import (
    Notice,
    NoticeChoice,
    NoticeHabits,
    PushSubscription,
    Ring,
)


def notices(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(Notice.created_at, Notice.title, Notice.text, Notice.read_at)
        .where(Notice.account_id == account_id)
        .order_by(Notice.created_at, Notice.id)
    ).all()


def notice_choices(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(NoticeChoice.kind, NoticeChoice.page, NoticeChoice.mail, NoticeChoice.push, NoticeChoice.sms)
        .where(NoticeChoice.account_id == account_id)
        .order_by(NoticeChoice.kind)
    ).all()


def notice_habits(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(
            NoticeHabits.quiet_from,
            NoticeHabits.quiet_until,
            NoticeHabits.digest_hour,
            NoticeHabits.digest_weekday,
            NoticeHabits.sms_number,
            NoticeHabits.sms_agreed_at,
        ).where(NoticeHabits.account_id == account_id)
    ).all()


def devices(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(PushSubscription.created_at, PushSubscription.device, PushSubscription.rung_at)
        .where(PushSubscription.account_id == account_id)
        .order_by(PushSubscription.created_at, PushSubscription.id)
    ).all()


def rings(session: Session, account_id: str) -> Sequence[AnyRow]:
    """(created_at, channel, address, text, state, sent_at) of what was sent to somebody's phones."""
    return session.execute(
        select(Ring.created_at, Ring.channel, Ring.address, Ring.text, Ring.state, Ring.sent_at)
        .where(Ring.account_id == account_id)
        .order_by(Ring.created_at, Ring.id)
    ).all()
