"""The board and the results as files: for a French spreadsheet, for a machine."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.core.i18n import _
from app.quality.measures.rules import Detail, Figure
from app.quality.measures.words import unit_words
from app.quality.services import Board, Card
from app.web.spreadsheets import MARK, line


def status_words(card: Card) -> str:
    """Whether the indicator concerns an organisation like this one."""
    if card.indicator.status == "applicable":
        return _("Vous concerne")
    if card.indicator.status == "conditional":
        return _("Vous concerne si : %(when)s") % {"when": card.indicator.when}
    return _("Ne vous concerne pas en général")


def never_a_verdict() -> str:
    return _("Bidaide compte des preuves et signale des manques. Il ne prononce jamais la conformité.")


def spreadsheet(board: Board, figures: Iterable[Figure]) -> Iterator[str]:
    """Semicolons, decimal commas and a byte-order mark: what a French spreadsheet opens without a question."""
    yield MARK
    yield line(
        [
            _("rubrique"),
            _("critère"),
            _("indicateur"),
            _("intitulé"),
            _("application"),
            _("valeur"),
            _("unité"),
            _("numérateur"),
            _("dénominateur"),
            _("précision"),
            _("remarque"),
        ],
        ";",
    )
    grid, period = board.grid, board.period
    days = f"{period.start.isoformat()} / {period.end.isoformat()}"
    yield line([_("période"), "", "", days, "", "", "", "", "", grid.legal_text, never_a_verdict()], ";")
    evidence, gap, beyond, indicator = _("preuve"), _("manque"), _("hors de Bidaide"), _("indicateur")
    for card in board.cards:
        number, criterion = card.indicator.number, card.indicator.criterion
        head = [criterion, number]
        yield line(
            [
                indicator,
                *head,
                card.indicator.title,
                status_words(card),
                card.evidence_count,
                _("preuves"),
                "",
                "",
                card.indicator.requirement,
                "",
            ],
            ";",
        )
        for counted in card.sources:
            yield line([evidence, *head, _(counted.source.says), "", counted.n, _("lignes"), "", "", "", ""], ";")
        for missing in card.gaps:
            yield line([gap, *head, missing.sentence, "", missing.n, "", "", "", missing.remedy, ""], ";")
        if card.beyond:
            yield line([beyond, *head, card.beyond, "", "", "", "", "", "", ""], ";")
    result, detail = _("résultat"), _("détail du résultat")
    for figure in figures:
        serves = ", ".join(str(number) for number in figure.indicators)
        yield line(
            [
                result,
                "",
                serves,
                figure.title,
                "",
                _french(figure.value),
                unit_words(figure.unit),
                _french(figure.numerator),
                _french(figure.denominator),
                figure.formula,
                figure.note,
            ],
            ";",
        )
        for item in figure.details:
            yield line(
                [
                    detail,
                    "",
                    serves,
                    item.label,
                    "",
                    _french(item.value),
                    unit_words(figure.unit),
                    _french(item.numerator),
                    _french(item.denominator),
                    "",
                    figure.title,
                ],
                ";",
            )


def document(board: Board, figures: Iterable[Figure]) -> Iterator[str]:
    """The same as JSON, indicator by indicator."""
    yield json.dumps(as_data(board, figures), ensure_ascii=False, indent=1)


def as_data(board: Board, figures: Iterable[Figure]) -> dict[str, Any]:
    figures = list(figures)
    return {
        "period": {"from": board.period.start.isoformat(), "to": board.period.end.isoformat()},
        "grid": {
            "id": board.grid.id,
            "legal_text": board.grid.legal_text,
            "reading_guide": board.grid.reading_guide,
            "indicators": len(board.cards),
            "note": board.grid.note,
        },
        "statement": never_a_verdict(),
        "criteria": [{"number": c.number, "title": c.title} for c in board.grid.criteria],
        "indicators": [indicator_data(card, figures) for card in board.cards],
        "figures": [figure_data(figure) for figure in figures],
    }


def indicator_data(card: Card, figures: Iterable[Figure]) -> dict[str, Any]:
    """One indicator, with the results that shed light on it."""
    return {
        "number": card.indicator.number,
        "title": card.indicator.title,
        "criterion": card.indicator.criterion,
        "status": card.indicator.status,
        "condition": card.indicator.when,
        "requirement": card.indicator.requirement,
        "evidence_count": card.evidence_count,
        "sources": [{"code": c.source.code, "says": _(c.source.says), "count": c.n} for c in card.sources],
        "gaps": [{"sentence": g.sentence, "remedy": g.remedy, "count": g.n} for g in card.gaps],
        "beyond": card.beyond,
        "figures": [figure_data(figure) for figure in figures if card.indicator.number in figure.indicators],
    }


def figure_data(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "title": figure.title,
        "value": short(figure.value),
        "unit": figure.unit,
        "numerator": short(figure.numerator),
        "denominator": short(figure.denominator),
        "formula": figure.formula,
        "from": figure.start.isoformat(),
        "to": figure.end.isoformat(),
        "note": figure.note,
        "indicators": list(figure.indicators),
        "numerator_says": figure.numerator_says,
        "denominator_says": figure.denominator_says,
        "cohort": figure.cohort,
        "people": figure.people,
        "left_out": figure.left_out,
        "asked": figure.asked,
        "answered": figure.answered,
        "formula_since": figure.since.isoformat() if figure.since else None,
        "details": [_detail_data(detail) for detail in figure.details],
    }


def _detail_data(detail: Detail) -> dict[str, Any]:
    return {
        "label": detail.label,
        "value": short(detail.value),
        "numerator": short(detail.numerator),
        "denominator": short(detail.denominator),
    }


def machine_csv(board: Board, figures: Iterable[Figure]) -> Iterator[str]:
    """For programs: commas, decimal points, one line per indicator and result, figure columns empty when it has none."""
    figures = list(figures)
    columns = ["number", "title", "criterion", "status", "evidence_count", "figure", "value", "unit"]
    yield line([*columns, "numerator", "denominator", "note"], ",")
    for card in board.cards:
        i = card.indicator
        head = [i.number, i.title, i.criterion, i.status, card.evidence_count]
        serving = [figure for figure in figures if i.number in figure.indicators]
        if not serving:
            yield line([*head, "", "", "", "", "", ""], ",")
        for f in serving:
            values = [short(f.value), f.unit, short(f.numerator), short(f.denominator)]
            yield line([*head, f.name, *("" if v is None else v for v in values), f.note], ",")


def short(value: float | None) -> float | int | None:
    """Two decimals are enough to recompute; whole numbers stay whole."""
    if value is None:
        return None
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded


def _french(value: float | None) -> str | int:
    rounded = short(value)
    if rounded is None:
        return ""
    return rounded if isinstance(rounded, int) else str(rounded).replace(".", ",")
