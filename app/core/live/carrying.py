"""Saying that a subject has something new: here once the act is kept, and to the other processes."""

from functools import cache, partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.aftermath import if_kept
from app.core.clock import elsewhere
from app.core.ids import new_id
from app.core.live.bell import WORK, tell
from app.core.live.models import LiveEvent
from app.core.settings import settings

CHANNEL = "bidaide_live"
ORIGIN = new_id()  # of this process: what it has said it does not hear again


def publish(session: Session, subject: str) -> None:
    """With the act: told once it is kept, never when it is undone."""
    if elsewhere():
        return  # acts of the past, lived again
    if_kept(session, partial(tell, subject))
    carry(session, subject)


def carry(session: Session, subject: str) -> None:
    """To the other processes."""
    if settings().redis_url:
        if_kept(session, partial(_by_redis, subject))
    elif session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_notify(:channel, :said)"), {"channel": CHANNEL, "said": f"{ORIGIN} {subject}"}
        )  # kept back by the server until the transaction is
    elif subject != WORK:  # a SQLite worker looks by itself every few seconds
        session.add(LiveEvent(subject=subject, origin=ORIGIN))
        session.flush()


@cache
def redis_client(url: str) -> Any:
    """One client for the process; it keeps its own connections."""
    import redis  # noqa: PLC0415 - only where it is asked for

    return redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5)


def _by_redis(subject: str) -> None:
    redis_client(settings().redis_url).publish(CHANNEL, f"{ORIGIN} {subject}")
