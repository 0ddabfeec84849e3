"""Where a page of a dated list ends: the moment and the id of its last row, as one short text."""

from datetime import UTC, datetime

from app.core.errors import Invalid
from app.core.i18n import _

Position = tuple[datetime, str]


def cursor(moment: datetime, row_id: str) -> str:
    return f"{int(moment.timestamp() * 1_000_000)}_{row_id}"


def read_cursor(text: str) -> Position:
    """The position in a cursor. Raises Invalid for one that we did not give."""
    micros, _sep, row_id = text.partition("_")
    try:
        if not micros.isascii() or not micros.isdigit() or not row_id.isascii() or not row_id.isprintable():
            raise ValueError
        seconds, rest = divmod(int(micros), 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), row_id
    except (ValueError, OverflowError, OSError):
        raise Invalid(_("Cette suite de liste n'existe plus. Reprenez la liste au début.")) from None
