"""Reading the forms of the team: days, hours, and words that say too much."""

from datetime import date, datetime, time

from app.admissions.services.planning import Place
from app.core import sensitive
from app.core.clock import paris
from app.core.errors import FieldError, Invalid
from app.core.i18n import _


def wrong(field: str, message: str) -> Invalid:
    return Invalid(message, [FieldError(field, message)])


def day_of(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise wrong(field, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")) from error


def maybe_day(text: str, field: str) -> date | None:
    return day_of(text, field) if text.strip() else None


def instant_of(day: str, hour: str, *, day_field: str = "day", hour_field: str = "hour") -> datetime:
    on = day_of(day, day_field)
    try:
        at = time.fromisoformat(hour.strip())
        return paris(on, at.hour, at.minute)
    except (ValueError, OverflowError) as error:
        raise wrong(hour_field, _("Cette heure n'est pas écrite comme 09:00.")) from error


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
