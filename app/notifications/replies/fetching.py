"""Looking into the mailbox, every minute, and forgetting what passed through it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import inbox
from app.core.clock import now
from app.core.mail import one_line
from app.core.settings import settings
from app.core.tasks import Afterwards, errand, every, later
from app.core.tasks.registry import Payload
from app.notifications.replies import queries, reading, services

KEPT = timedelta(days=7)


@every("notifications.look_into_the_inbox", minutes=1)
def look(session: Session) -> None:
    if settings().inbox_url:
        later(session, "notifications.fetch", {}, key=f"fetch:{now():%Y-%m-%dT%H:%M}")


@errand("notifications.fetch")
def fetch(payload: Payload) -> Afterwards | None:
    """What is new is dealt with, message by message. A mailbox that does not answer is tried again the minute after: the
    page of what came says since when it is so."""
    if not settings().inbox_url:
        return None
    error = ""
    try:
        inbox.each_new(inbox.inbox_of(settings().inbox_url), reading.HEAVIEST, _deal_with)
    except (OSError, inbox.AwayError) as away:  # the server is away, or does not know us
        error = one_line(f"{type(away).__name__}: {away}")[:500]
    return lambda session: queries.note_look(session, now(), error)


def _deal_with(raw: bytes, too_heavy: bool) -> None:
    services.receive(raw, too_heavy=too_heavy)


@every("notifications.forget_replies", minutes=24 * 60)
def forget(session: Session) -> None:
    """Words that could not land are kept for seven days, for whoever asks where they went."""
    queries.empty(session, now() - KEPT, now())
