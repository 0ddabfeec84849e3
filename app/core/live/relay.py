"""Hearing what other processes say: one thread for the process, whatever carries the news."""

from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from typing import Any

from sqlalchemy.orm import Session
from structlog import get_logger

from app.core.clock import now
from app.core.db import Database, database
from app.core.live import bell, queries
from app.core.live.carrying import CHANNEL, ORIGIN, redis_client
from app.core.settings import settings
from app.core.tasks.registry import every

KEPT = timedelta(minutes=10)
LOOKED = 1.0  # seconds between two looks at the rows of SQLite
AGAIN = 5.0  # seconds before the server is asked again

log = get_logger()


class Relay:
    """Stopped with the process."""

    def __init__(self, house: Database) -> None:
        self._stop = Event()
        self._house = house
        carrier = self._redis if settings().redis_url else self._rows if house.is_sqlite else self._notices
        self._thread = Thread(target=self._for_ever, args=(carrier,), name="live", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _for_ever(self, carrier: Any) -> None:
        while not self._stop.is_set():
            try:
                carrier()
            except Exception as error:  # the server is away: pages are read again by hand meanwhile
                log.warning("live", error=f"{type(error).__name__}: {error}"[:300])
                self._stop.wait(AGAIN)

    def _rows(self) -> None:
        """SQLite: what was added since the last look, by others."""
        with self._house.reading() as session:
            last = queries.latest(session)
        while not self._stop.wait(LOOKED):
            with self._house.reading() as session:
                rows = queries.since(session, last)
            for row in rows:
                last = row.id
                self._heard(f"{row.origin} {row.subject}")

    def _notices(self) -> None:
        """PostgreSQL: a connection of its own that listens, and gives back what it took when it stops."""
        pooled = self._house.engine.raw_connection()
        own: Any = pooled.driver_connection
        pooled.detach()  # it is not one of those that requests share
        try:
            own.autocommit = True
            own.execute(f"LISTEN {CHANNEL}")
            while not self._stop.is_set():
                for notice in own.notifies(timeout=LOOKED):
                    self._heard(notice.payload)
        finally:
            with suppress(Exception):
                own.close()

    def _redis(self) -> None:
        heard = redis_client(settings().redis_url).pubsub(ignore_subscribe_messages=True)
        try:
            heard.subscribe(CHANNEL)
            while not self._stop.is_set():
                if message := heard.get_message(timeout=LOOKED):
                    self._heard(message["data"].decode())
        finally:
            heard.close()

    def _heard(self, said: str) -> None:
        origin, _space, subject = said.partition(" ")
        if origin != ORIGIN:
            bell.tell(subject)


def start_relay() -> Relay:
    return Relay(database())


@every("live.sweep", minutes=10)
def sweep(session: Session) -> None:
    queries.forget(session, now() - KEPT)
