"""What is drawn from the house's own secret: names of rooms that nobody guesses, the same whoever computes them."""

import hashlib
import hmac

from app.core.settings import settings


def meeting_id(session_id: str) -> str:
    """What the meeting of a session is called on a server."""
    return f"seance-{session_id}-{_drawn('meeting', session_id)[:12]}"


def room_name(session_id: str) -> str:
    """The room of a session where whoever knows the name may enter."""
    return f"seance-{_drawn('room', session_id)[:32]}"


def key_of(session_id: str) -> str:
    """Shown by the server when it says that the meeting of a session is over."""
    return _drawn("end", session_id)[:40]


def is_key_of(session_id: str, given: str) -> bool:
    return hmac.compare_digest(key_of(session_id).encode(), given.encode())


def _drawn(what: str, session_id: str) -> str:
    told = f"classroom {what}:{session_id}".encode()
    return hmac.new(settings().secret_key.encode(), told, hashlib.sha256).hexdigest()
