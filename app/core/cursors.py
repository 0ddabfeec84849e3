"""Where a page of a list ends. Of a dated one: the moment and the id of its last row, as one short text; else a number."""

from datetime import UTC, datetime, timedelta

from app.core.errors import Invalid
from app.core.i18n import _

Position = tuple[datetime, str]

_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def cursor(moment: datetime, row_id: str) -> str:
    return f"{(moment - _EPOCH) // _MICROSECOND}_{row_id}"  # whole numbers: a float would lose the last microsecond


def read_cursor(text: str) -> Position:
    """The position in a cursor. Raises Invalid for one that we did not give."""
    micros, _sep, row_id = text.partition("_")
    try:
        if not (micros.isascii() and micros.isdigit() and row_id and row_id.isascii() and row_id.isprintable()):
            raise ValueError
        return _EPOCH + int(micros) * _MICROSECOND, row_id
    except (ValueError, OverflowError):
        raise Invalid(_("Cette suite de liste n'existe plus. Reprenez la liste au début.")) from None


def read_number(text: str) -> int:
    """The position in a numbered list. Raises Invalid for one that we did not give."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    raise Invalid(_("Cette suite de liste n'existe plus. Reprenez la liste au début."))
