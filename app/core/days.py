"""A day and an hour as people type them, read in one way for every form."""

from datetime import date, time

from app.core.errors import invalid
from app.core.i18n import _


def read_day(text: str, field: str) -> date:
    """Raises Invalid, with the sentence for its field, when it is no day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise invalid(field, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")) from error


def maybe_day(text: str, field: str) -> date | None:
    """The same, of a field that may stay empty."""
    return read_day(text, field) if text.strip() else None


def read_hour(text: str, field: str) -> time:
    """To the minute. Raises Invalid, with the sentence for its field, when it is no hour."""
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError as error:
        raise invalid(field, _("Cette heure n'est pas écrite comme 09:00.")) from error
