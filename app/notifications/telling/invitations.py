"""The calendar part of a message: what mail programs offer to accept, and take away again."""

from sqlalchemy.orm import Session

from app.notifications.writing import Person


def invitation_for(session: Session, session_id: str, person: Person, method: str) -> str:
    """One session as iCalendar for one person: REQUEST or CANCEL."""
    return ""
