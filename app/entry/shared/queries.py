"""The screens that wait."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.entry.shared.models import EntryPairing


def by_screen(session: Session, fingerprint: str) -> EntryPairing | None:
    return session.scalar(select(EntryPairing).where(EntryPairing.screen_print == fingerprint))


def by_screen_to_change(session: Session, fingerprint: str) -> EntryPairing | None:
    """Held until the act ends: a screen opens once."""
    return session.scalar(
        select(EntryPairing).where(EntryPairing.screen_print == fingerprint).with_for_update(key_share=True)
    )


def by_code_to_change(session: Session, fingerprint: str, moment: datetime) -> EntryPairing | None:
    """The screen that shows this code now."""
    return session.scalar(
        select(EntryPairing)
        .where(EntryPairing.code_print == fingerprint, EntryPairing.expires_at > moment)
        .order_by(EntryPairing.created_at.desc(), EntryPairing.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
    )


def forget(session: Session, before: datetime, unused_before: datetime) -> None:
    """Screens of long ago; those that nobody entered by, sooner: they say nothing of anybody."""
    unused = EntryPairing.account_id.is_(None) & (EntryPairing.created_at < unused_before)
    session.execute(delete(EntryPairing).where((EntryPairing.created_at < before) | unused))
