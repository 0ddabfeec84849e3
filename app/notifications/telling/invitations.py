"""The calendar part of a message: what mail programs offer to accept, and take away again."""

from app.core.db import AnyRow
from app.notifications.writing import Person


def invitation_for(meeting: AnyRow, person: Person, method: str, place: str = "") -> str:
    """One session as iCalendar for one person: REQUEST or CANCEL."""
    return ""
