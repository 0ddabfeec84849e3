"""Waves: what was gathered to go together, line by line, and how far each has come."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.identity.models import Account
from app.notifications.models import Notice
from app.privacy.retention.models import (
    RetentionLine,
    RetentionWave,
)


def waves(session: Session, organisation_id: str) -> Sequence[AnyRow]:
    """Waves, the latest first, with how many of their lines are done and spared."""
    lines = (
        select(
            RetentionLine.wave_id, func.count().label("lines"),
            func.count().filter(RetentionLine.state == "done").label("done"),
            func.count().filter(RetentionLine.state == "spared").label("spared"),
        )
        .where(RetentionLine.organisation_id == organisation_id)
        .group_by(RetentionLine.wave_id)
        .subquery()
    )  # fmt: skip
    return session.execute(
        select(
            *RetentionWave.__table__.columns, Account.name.label("agreed_by_name"),
            func.coalesce(lines.c.lines, 0).label("lines"), func.coalesce(lines.c.done, 0).label("done"),
            func.coalesce(lines.c.spared, 0).label("spared"),
        )
        .outerjoin(Account, Account.id == RetentionWave.agreed_by)
        .outerjoin(lines, lines.c.wave_id == RetentionWave.id)
        .where(RetentionWave.organisation_id == organisation_id)
        .order_by(RetentionWave.opens_on.desc())
    ).all()  # fmt: skip


def wave_to_change(session: Session, wave_id: str) -> RetentionWave | None:
    return session.get(RetentionWave, wave_id, with_for_update={"key_share": True})


def open_wave(session: Session, organisation_id: str) -> RetentionWave | None:
    """The wave that waits or is under way: there is one at most."""
    return session.scalar(
        select(RetentionWave)
        .where(RetentionWave.organisation_id == organisation_id, RetentionWave.state.in_(("waiting", "agreed")))
        .order_by(RetentionWave.opens_on)
        .limit(1)
    )


def last_wave_on(session: Session, organisation_id: str) -> date | None:
    return session.scalar(
        select(func.max(RetentionWave.opens_on)).where(RetentionWave.organisation_id == organisation_id)
    )


def announced(session: Session, key: str) -> bool:
    """Whether anybody was told news whose key begins so."""
    return bool(session.scalar(select(exists().where(Notice.key.startswith(key, autoescape=True)))))


def lines(session: Session, wave_id: str) -> Sequence[AnyRow]:
    """The lines of a wave, in the order in which they are done, with the name of whoever still has one."""
    return session.execute(
        select(*RetentionLine.__table__.columns, Account.name)
        .outerjoin(Account, Account.id == RetentionLine.account_id)
        .where(RetentionLine.wave_id == wave_id)
        .order_by(RetentionLine.due_on, RetentionLine.id)
    ).all()


def next_line(session: Session, wave_id: str) -> RetentionLine | None:
    """The next thing to do, locked: another process takes the one after it."""
    return session.scalar(
        select(RetentionLine)
        .where(RetentionLine.wave_id == wave_id, RetentionLine.state == "waiting")
        .order_by(RetentionLine.due_on, RetentionLine.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def progress(session: Session, wave_id: str) -> tuple[int, int]:
    """(settled, all)"""
    row = session.execute(
        select(func.count().filter(RetentionLine.state != "waiting").label("done"), func.count().label("n")).where(
            RetentionLine.wave_id == wave_id
        )
    ).one()
    return row.done, row.n
