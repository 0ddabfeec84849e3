"""Files for a French spreadsheet: semicolons, decimal commas and a byte-order mark open without a question."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

MARK = "\ufeff"


def safe_cell(value: object) -> object:
    """Text as a spreadsheet may hold it: never read as a formula. Numbers are left as they are."""
    if isinstance(value, str) and value.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        return "'" + value
    return value


def line(cells: Iterable[object], delimiter: str = ";") -> str:
    """One row, with its end."""
    out = io.StringIO()
    safe = [cell if _is_number(cell) else safe_cell(cell) for cell in cells]
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(safe)
    return out.getvalue()


def sheet(rows: Iterable[Sequence[object]]) -> bytes:
    """A whole file."""
    return (MARK + "".join(line(row) for row in rows)).encode()


def _is_number(cell: object) -> bool:
    """A negative result is a number, not a formula."""
    return not isinstance(cell, str) or re.fullmatch(r"-?\d+(,\d+)?", cell) is not None
