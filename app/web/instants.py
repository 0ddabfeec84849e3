"""Instants as machines write them in an address."""

import re
from datetime import UTC, date, datetime, timedelta

from app.core.clock import PARIS, paris
from app.core.errors import FieldError, Invalid
from app.core.i18n import _

_LOST_PLUS = re.compile(r" (?=\d\d:\d\d$)")  # a "+" that was not encoded arrives as a space


def read_instant(text: str, field: str, *, last: bool = False) -> datetime:
    """The instant meant: a date alone is its midnight in Paris, or the next one when it closes a period."""
    try:
        if len(text) == 10:
            found = paris(date.fromisoformat(text) + timedelta(days=1 if last else 0), 0)
        else:
            said = datetime.fromisoformat(_LOST_PLUS.sub("+", text))
            found = (said if said.tzinfo else said.replace(tzinfo=PARIS)).astimezone(UTC)
        if not 1990 <= found.year <= 2200:
            raise ValueError("not a date of this house")
        return found
    except (ValueError, OverflowError) as error:
        message = _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")
        raise Invalid(message, [FieldError(field, message)]) from error
