"""Reading what is new."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.notifications.inbox import queries
from app.notifications.models import Notice


def read(session: Session, actor: Actor, notice_id: str) -> Notice:
    """One piece of news is not new any more. Saying it again changes nothing."""
    notice = queries.notice_for(session, actor, notice_id)
    if notice.read_at is None:
        notice.read_at = now()
        session.flush()
    return notice


def read_all(session: Session, actor: Actor, until: str) -> int:
    """Nothing is new any more, up to the latest that was shown; how much was."""
    queries.notice_for(session, actor, until)
    return queries.mark_all(session, actor, until)
