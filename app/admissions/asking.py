"""Reading the forms of the team: days, hours, and words that say too much."""

from datetime import datetime

from app.admissions.services.planning import Place
from app.core import sensitive
from app.core.clock import paris
from app.core.days import read_day, read_hour
from app.core.errors import invalid
from app.core.i18n import _


def instant_of(day: str, hour: str, *, day_field: str = "day", hour_field: str = "hour") -> datetime:
    on, at = read_day(day, day_field), read_hour(hour, hour_field)
    try:
        return paris(on, at.hour, at.minute)
    except (ValueError, OverflowError) as error:
        raise invalid(hour_field, _("Cette heure n'est pas écrite comme 09:00.")) from error


def place_of(session_id: str, day: str, hour: str, where: str) -> Place | None:
    """What was said of a date: a meeting, an hour, or nothing."""
    if session_id.strip():
        return Place(session_id=session_id.strip())
    if not day.strip():
        return None
    return Place(instant_of(day, hour), where)


def look_at(words: dict[str, str], anyway: str) -> None:
    """Raises Doubtful for delicate words until the person who writes says to keep them."""
    sensitive.check(words, bool(anyway))
