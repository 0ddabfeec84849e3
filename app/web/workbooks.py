"""The one writer of workbooks (XLSX): typed cells, live formulas with their value, text that stays text.

The same sheets give the same bytes: the file bears no hour of its own. A cell is what its Python value is: text, a whole
number, a decimal, a day, a moment (as Paris reads it), a `Percent`, a `Formula`, or nothing.
"""

import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import IO, Any

from fastapi import Response
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.core.clock import local, today
from app.core.errors import Conflict
from app.core.i18n import _

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of one sheet, by the format
LONGEST_TEXT, LONGEST_NAME = 32_767, 31
WIDENED = 64  # columns given a width beyond those that say one: each costs as much as a cell
EXACT = 10**15  # beyond it, a spreadsheet rounds a whole number: it is written as text
_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets do not agree on days
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant of the file, not a moment: the same for every workbook

TEXT, WHOLE, DECIMAL, DATE, MOMENT, PERCENT = "@", "0", "0.00", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0.0 %"
GENERAL = "General"
HEAD, TOTAL, TITLE, NOTE, PLAIN = "head", "total", "title", "note", ""


@dataclass(frozen=True, slots=True)
class Percent:
    """A part of one: 0.25 is shown « 25,0 % ». None: there was nothing to divide by."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Formula:
    """A live calculation, with the value that the house found: « =SUM(B2:B9) ». English names, commas, no text of people."""

    expression: str
    value: int | float | str | Decimal
    shown: str = GENERAL  # a number format: WHOLE, DECIMAL, PERCENT


Cell = str | int | float | Decimal | date | datetime | Percent | Formula | None


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one line that look like a head, a total, a title or a note."""

    cells: Sequence[Cell]
    style: str = PLAIN


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `heads` stay on the screen and on every printed page; rows are read once, as they are written."""

    name: str
    rows: Iterable[Row | Sequence[Cell]]
    heads: Sequence[str] = ()
    widths: Sequence[int] = ()  # of the columns, in characters; the last one serves those that follow
    frozen_columns: int = 0
    landscape: bool = True


def cell(row: int, column: int, sheet: str = "") -> str:
    """« B3 », or « 'Cadre F'!B3 »: how a formula names a cell. Rows and columns from 0."""
    return f"{_within(sheet)}{xl_rowcol_to_cell(row, column)}"


def block(first_row: int, first_column: int, last_row: int, last_column: int, sheet: str = "") -> str:
    """« B2:B9 »: how a formula names several."""
    first, last = xl_rowcol_to_cell(first_row, first_column), xl_rowcol_to_cell(last_row, last_column)
    return f"{_within(sheet)}{first}:{last}"


def _within(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!" if sheet else ""


def sheet_names(names: Iterable[str]) -> list[str]:
    """Names as a workbook accepts them: no sign that it reserves, 31 characters, each once whatever the capitals."""
    taken: set[str] = set()
    found = []
    for name in names:
        clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", name).strip(" '")
        clean = re.sub(r"\s+", " ", clean)[:LONGEST_NAME].strip(" '") or _("Feuille")
        if clean.casefold() in ("history", "historique"):  # reserved by Excel
            clean += " 1"
        kept, turn = clean, 2
        while kept.casefold() in taken:
            end = f" ({turn})"
            kept, turn = clean[: LONGEST_NAME - len(end)].rstrip() + end, turn + 1
        taken.add(kept.casefold())
        found.append(kept)
    return found


def workbook(sheets: Sequence[Sheet], *, title: str, author: str = "") -> bytes:
    """A whole file, for some thousands of rows."""
    out = io.BytesIO()
    write_workbook(out, sheets, title=title, author=author)
    return out.getvalue()


def workbook_file(sheets: Sequence[Sheet], *, title: str, author: str = "") -> IO[bytes]:
    """The same in a temporary file, at its beginning, for long ones: memory does not grow with the rows."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
    try:
        write_workbook(out, sheets, title=title, author=author)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out


def pieces(file: IO[bytes], size: int = 256 * 1024) -> Iterator[bytes]:
    """What a temporary file holds, to be streamed; closed at the end or when nobody reads any more."""
    with file:
        while piece := file.read(size):
            yield piece


def write_workbook(out: IO[bytes], sheets: Sequence[Sheet], *, title: str, author: str = "") -> None:
    """Write the sheets, one row at a time, each row leaving the memory when the next begins."""
    book = Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        book.set_properties({"title": title, "author": author, "created": _CREATED})
        styles = _Styles(book)
        for sheet, name in zip(sheets, sheet_names(sheet.name for sheet in sheets), strict=True):
            _write(book.add_worksheet(name), sheet, styles)
        book.close()
    except BaseException:
        book.fileclosed = 1  # or it complains, when it is forgotten, of not having been closed
        raise


def _write(page: Worksheet, sheet: Sheet, styles: "_Styles") -> None:
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    if sheet.widths:
        page.set_column(len(sheet.widths), max(len(sheet.heads), len(sheet.widths), WIDENED), sheet.widths[-1])
    if sheet.landscape:
        page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    if sheet.heads:
        page.repeat_rows(0)
    if sheet.heads or sheet.frozen_columns:
        page.freeze_panes(1 if sheet.heads else 0, sheet.frozen_columns)
    number = 0
    if sheet.heads:
        _write_row(page, number, sheet.heads, HEAD, styles)
        number = 1
    for row in sheet.rows:
        if number >= MOST_ROWS:
            raise Conflict(
                _("Une feuille de calcul tient %(rows)s lignes au plus. Choisissez une période plus courte.")
                % {"rows": MOST_ROWS}
            )
        cells, style = (row.cells, row.style) if isinstance(row, Row) else (row, PLAIN)
        _write_row(page, number, cells, style, styles)
        number += 1


def _write_row(page: Worksheet, number: int, cells: Sequence[Cell], style: str, styles: "_Styles") -> None:
    if len(cells) > MOST_COLUMNS:
        raise Conflict(_("Une feuille de calcul tient 16 384 colonnes au plus. Demandez moins de colonnes."))
    for column, value in enumerate(cells):
        _write_cell(page, number, column, value, style, styles)


def _write_cell(page: Worksheet, row: int, column: int, value: Cell, style: str, styles: "_Styles") -> None:
    match value:
        case None | Percent(None):
            if style:
                page.write_blank(row, column, None, styles.of(style, GENERAL))
        case Formula(expression, found, shown):
            page.write_formula(row, column, expression, styles.of(style, shown), _plain(found))
        case Percent(part):
            page.write_number(row, column, part, styles.of(style, PERCENT))
        case bool():
            page.write_boolean(row, column, value, styles.of(style, GENERAL))
        case int() if abs(value) < EXACT:
            page.write_number(row, column, value, styles.of(style, WHOLE))
        case float() | Decimal() if isfinite(value):
            page.write_number(row, column, float(value), styles.of(style, DECIMAL))
        case datetime():
            page.write_datetime(row, column, local(value).replace(tzinfo=None), styles.of(style, MOMENT))
        case date() if value >= _FIRST_DAY:
            page.write_datetime(row, column, value, styles.of(style, DATE))
        case _:
            text = _text(str(value))
            if text:
                page.write_string(row, column, text, styles.of(style, TEXT, quoted=_like_a_formula(text)))
            elif style:
                page.write_blank(row, column, None, styles.of(style, GENERAL))


def _plain(value: int | float | str | Decimal) -> int | float | str:
    return float(value) if isinstance(value, Decimal) else value


def _text(value: str) -> str:
    """Text that a cell can hold: valid characters, 32,767 of them, the cut said by an ellipsis."""
    clean = (
        value.encode("utf-8", "replace")
        .decode("utf-8")
        .replace("\r\n", "\n")
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - 1] + "…"


def _like_a_formula(text: str) -> bool:
    """Text is text in a workbook; it also bears the mark that keeps it so when somebody edits the cell or saves a CSV."""
    return text.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t", "\r", "\n")


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Format] = {}

    def of(self, style: str, shown: str, *, quoted: bool = False) -> Format:
        key = (style, shown, quoted)
        if key not in self._made:
            self._made[key] = self._book.add_format(self._looks(style, shown, quoted))
        return self._made[key]

    @staticmethod
    def _looks(style: str, shown: str, quoted: bool) -> dict[str, Any]:
        looks: dict[str, Any] = {"num_format": shown, "valign": "top"}
        if quoted:
            looks["quote_prefix"] = True
        if style == HEAD:
            looks |= {"bold": True, "text_wrap": True, "bg_color": "#E7ECEF", "bottom": 1}
        elif style == TOTAL:
            looks |= {"bold": True, "top": 1}
        elif style == TITLE:
            looks |= {"bold": True, "font_size": 14}
        elif style == NOTE:
            looks |= {"italic": True}
        return looks


def download(content: bytes, name: str) -> Response:
    """A workbook to keep, never by a shared cache; its name bears the day."""
    return Response(
        content,
        media_type=XLSX,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.xlsx"',
            "Cache-Control": "private, no-store",
        },
    )
