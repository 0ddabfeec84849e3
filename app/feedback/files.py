"""The registers as files: a spreadsheet in text, and a workbook with typed cells."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from fastapi import Response

from app.core.clock import local, today
from app.web import spreadsheets, workbooks
from app.web.workbooks import Cell


def csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """Days as 2026-12-03, moments as Paris reads them; text is never a formula."""
    return Response(
        spreadsheets.sheet([heads, *([_text(cell) for cell in row] for row in rows)]),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{today().isoformat()}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def xlsx(heads: Sequence[str], rows: Iterable[Sequence[Cell]], name: str, title: str) -> Response:
    sheet = workbooks.Sheet(title, list(rows), heads, widths=(14,))
    return workbooks.download(workbooks.workbook([sheet], title=title), name)


def _text(cell: Cell) -> object:
    if isinstance(cell, datetime):
        return local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    return "" if cell is None else cell
