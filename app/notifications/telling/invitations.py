"""The calendar part of a message: what mail programs offer to accept, and take away again."""

from typing import cast

from sqlalchemy.orm import Session

from app.calendars import invitations
from app.core import ical
from app.notifications.writing import Person


def invitation_for(session: Session, session_id: str, person: Person, method: str) -> str:
    """One session as iCalendar for one person: REQUEST or CANCEL. Its UID and its revision are those of the feeds."""
    invited = ical.Person(person.name, person.email)
    wanted = cast(invitations.Method, method)
    return invitations.invitation_for(session, session_id, person.account_id or "", invited, wanted).decode()
