"""Figures as files: a table for a French spreadsheet, a workbook whose rates are live formulas."""

from collections.abc import Iterable, Iterator

from app.core.i18n import _
from app.core.periods import Period
from app.quality.measures.rules import Figure
from app.quality.measures.scopes import Scope
from app.quality.measures.words import unit_words
from app.web import formats, workbooks
from app.web.spreadsheets import MARK, line
from app.web.workbooks import Cell, Formula, Row, Sheet


def heads() -> list[str]:
    return [
        _("résultat"), _("valeur"), _("unité"), _("numérateur"), _("ce que compte le numérateur"), _("dénominateur"),
        _("ce que compte le dénominateur"), _("du"), _("au"), _("personnes comptées"), _("lignes laissées de côté"),
        _("personnes interrogées"), _("réponses"), _("remarque"), _("formule"), _("formule en vigueur depuis"),
        _("indicateurs"),
    ]  # fmt: skip


def as_csv(figures: Iterable[Figure]) -> Iterator[str]:
    yield MARK
    yield line(heads(), ";")
    for figure in figures:
        yield line([_french(cell) for cell in _cells(figure)], ";")


def _cells(figure: Figure) -> list[Cell]:
    return [
        figure.title, figure.value, unit_words(figure.unit), figure.numerator, figure.numerator_says, figure.denominator,
        figure.denominator_says, figure.start, figure.end, figure.people, figure.left_out, figure.asked, figure.answered,
        figure.note, figure.formula, figure.since, ", ".join(str(number) for number in figure.indicators),
    ]  # fmt: skip


def _french(cell: Cell) -> object:
    if cell is None:
        return ""
    if isinstance(cell, float):
        short = round(cell, 2)
        return int(short) if short.is_integer() else str(short).replace(".", ",")
    return cell


def as_workbook(figures: Iterable[Figure], scope: Scope, period: Period) -> bytes:
    """One line for each figure; a value is calculated again from its numerator and denominator when the file opens."""
    rows: list[Row | list[Cell]] = []
    for number, figure in enumerate(figures, start=1):
        cells = _cells(figure)
        if figure.value is not None and figure.denominator:
            part, whole = workbooks.cell(number, 3), workbooks.cell(number, 5)
            factor = "100*" if figure.unit == "percent" else ""
            cells[1] = Formula(f"={factor}{part}/{whole}", figure.value, workbooks.DECIMAL)
        rows.append(cells)
    rows += [
        [],
        Row([_("Périmètre"), scope.title], workbooks.NOTE),
        Row([_("Période"), formats.span(period.start, period.end)], workbooks.NOTE),
    ]
    sheet = Sheet(
        _("Résultats"), rows, heads=heads(), widths=[38, 10, 10, 12, 28, 12, 28, 12, 12, 12, 12, 12, 10, 24, 60]
    )
    return workbooks.workbook([sheet], title=_("Résultats chiffrés"), author=scope.title)
