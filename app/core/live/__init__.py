"""News as it happens: an act says that a subject has something new, whoever listens to it is told once it is kept.

    publish(session, "conversation:<id>")        with the act; nothing is said of what is undone
    with listening(["conversation:<id>"]) as ear: await ear.heard(20)

A subject is all that travels: what is new is asked of the page, by whoever may see it. Inside a process it is a bell.
Between processes: Redis when BIDAIDE_REDIS_URL is set, else LISTEN/NOTIFY of PostgreSQL, else, with SQLite, rows that each
process looks at once a second.
"""

from app.core.live.bell import Ear, TooManyEars, has_room, listening, tell
from app.core.live.carrying import publish
from app.core.live.relay import Relay, start_relay

__all__ = ["Ear", "Relay", "TooManyEars", "has_room", "listening", "publish", "start_relay", "tell"]
