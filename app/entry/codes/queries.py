"""What was sent, and is still waited for."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.entry.codes.models import EntryCode


def by_token(session: Session, fingerprint: str) -> EntryCode | None:
    return session.scalar(select(EntryCode).where(EntryCode.token_print == fingerprint))


def by_token_to_change(session: Session, fingerprint: str) -> EntryCode | None:
    """The same, held until the act ends: a link opens once, whoever presses first."""
    return session.scalar(select(EntryCode).where(EntryCode.token_print == fingerprint).with_for_update(key_share=True))


def code_to_change(session: Session, code_id: str) -> EntryCode | None:
    return session.get(EntryCode, code_id, with_for_update={"key_share": True}, populate_existing=True)


def sent_since(session: Session, organisation_id: str, way: str, since: datetime) -> int:
    """How many an organisation has had sent."""
    return (
        session.scalar(
            select(func.count()).where(
                EntryCode.organisation_id == organisation_id, EntryCode.way == way, EntryCode.created_at > since
            )
        )
        or 0
    )


def forget(session: Session, before: datetime) -> None:
    session.execute(delete(EntryCode).where(EntryCode.created_at < before))
