"""News that wait for a digest."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, func, select, update
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account
from app.notifications.models import Notice, NoticeHabits, NoticeHouse
from app.notifications.writing import Person

_notices = cast(Table, Notice.__table__)


def waiting(session: Session) -> Sequence[AnyRow]:
    """(account_id, organisation_id, gathered, first, digest_hour, …): who has news that wait, and since when."""
    return session.execute(
        select(
            Notice.account_id,
            Notice.organisation_id,
            Notice.gathered,
            func.min(Notice.created_at).label("first"),
            NoticeHabits.digest_hour,
            NoticeHabits.digest_weekday,
            NoticeHouse.digest_hour.label("house_hour"),
            NoticeHouse.digest_weekday.label("house_weekday"),
        )
        .outerjoin(
            NoticeHabits,
            (NoticeHabits.account_id == Notice.account_id) & (NoticeHabits.organisation_id == Notice.organisation_id),
        )
        .outerjoin(NoticeHouse, NoticeHouse.organisation_id == Notice.organisation_id)
        .where(Notice.gathered != "")
        .group_by(
            Notice.account_id,
            Notice.organisation_id,
            Notice.gathered,
            NoticeHabits.digest_hour,
            NoticeHabits.digest_weekday,
            NoticeHouse.digest_hour,
            NoticeHouse.digest_weekday,
        )
        .order_by(Notice.account_id, Notice.organisation_id)
    ).all()


def take(session: Session, organisation_id: str, account_id: str, pace: str) -> Sequence[AnyRow]:
    """The news of somebody that wait for a digest and are still unread, the first written first.

    None of them, read or not, waits any more once this transaction is kept.
    """
    mine = (
        Notice.account_id == account_id,
        Notice.organisation_id == organisation_id,
        Notice.gathered == pace,
    )
    rows = session.execute(
        select(Notice.id, Notice.kind, Notice.title, Notice.text, Notice.link, Notice.created_at, Notice.read_at)
        .where(*mine)
        .order_by(Notice.created_at, Notice.id)
        .with_for_update(key_share=True)
    ).all()
    session.connection().execute(
        update(_notices).where(_notices.c.id.in_([row.id for row in rows])).values(gathered="")
    )
    return [row for row in rows if row.read_at is None]


def reader(session: Session, account_id: str) -> Person | None:
    row = session.execute(
        select(Account.id, Account.name, Account.email, Account.locale).where(Account.id == account_id)
    ).first()
    return Person(row.name, row.email, row.id, None, row.locale) if row else None
