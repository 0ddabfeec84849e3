"""Files on their way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.files.models import Upload


def upload_of(session: Session, actor: Actor, upload_id: str, *, to_change: bool = False) -> Upload | None:
    """One's own, in the organisation where one is: those of others are not there."""
    statement = select(Upload).where(
        Upload.id == upload_id,
        Upload.account_id == actor.account_id,
        Upload.organisation_id == actor.organisation_id,
    )
    return session.scalars(statement.with_for_update() if to_change else statement).first()


def waiting_of(session: Session, actor: Actor) -> Sequence[Upload]:
    """What somebody has begun to send and made no file of, the latest first."""
    return session.scalars(
        select(Upload)
        .where(
            Upload.account_id == actor.account_id,
            Upload.organisation_id == actor.organisation_id,
            Upload.file_id.is_(None),
        )
        .order_by(Upload.id.desc())
    ).all()


def expired(session: Session, at: datetime, limit: int) -> Sequence[Upload]:
    return session.scalars(
        select(Upload)
        .where(Upload.expires_at <= at)
        .order_by(Upload.expires_at, Upload.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def of_file(session: Session, file_id: str) -> Sequence[Upload]:
    """The uploads that became this file."""
    return session.scalars(select(Upload).where(Upload.file_id == file_id).order_by(Upload.id)).all()


def some(session: Session, upload_ids: Sequence[str]) -> Sequence[Upload]:
    """These, to be let go of."""
    return session.scalars(select(Upload).where(Upload.id.in_(upload_ids)).order_by(Upload.id).with_for_update()).all()
