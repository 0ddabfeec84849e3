"""Workbooks: what was given is what opens, and nothing written by people becomes a calculation."""

import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from python_calamine import load_workbook

from app.core.errors import Conflict
from app.web import workbooks
from app.web.workbooks import DECIMAL, TOTAL, Cell, Formula, Percent, Row, Sheet, sheet_names, workbook

pytestmark = pytest.mark.once

ATTACKS = ["=1+1", "+33 6", "-cmd", "@SUM(A1)", "\t=1", ' =HYPERLINK("http://x")', "{=1}", "\n=1", "http://exemple.fr"]


def _opened(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return load_workbook(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def _xml(content: bytes, part: str = "xl/worksheets/sheet1.xml") -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(part).decode()


def test_each_cell_opens_as_what_it_was() -> None:
    row: list[Cell] = [
        "Aïnhoa",
        12,
        Decimal("7.25"),
        date(2026, 11, 26),
        datetime(2026, 7, 1, 8, 30, tzinfo=UTC),
        Percent(0.25),
        None,
    ]
    opened = _opened(workbook([Sheet("Tout", [row], heads=["a", "b", "c", "d", "e", "f", "g"])], title="Essai"))
    assert opened[0] == ["a", "b", "c", "d", "e", "f", "g"]
    assert opened[1][:6] == ["Aïnhoa", 12, 7.25, date(2026, 11, 26), datetime(2026, 7, 1, 10, 30), 0.25]


def test_a_formula_is_live_and_bears_its_value() -> None:
    rows: list[list[Cell] | Row] = [[2], [3], Row([Formula("=SUM(A1:A2)", Decimal("5"), DECIMAL)], TOTAL)]
    content = workbook([Sheet("Somme", rows)], title="Essai")
    assert _opened(content)[2] == [5]
    assert "<f>SUM(A1:A2)</f><v>5.0</v>" in _xml(content)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    content = workbook([Sheet("Noms", [[text] for text in ATTACKS], heads=["=1+1"])], title="=1+1", author="@x")
    assert [row[0] for row in _opened(content)] == ["=1+1", *ATTACKS]
    assert "<f>" not in _xml(content)
    assert "<hyperlink" not in _xml(content)
    assert 'quotePrefix="1"' in _xml(content, "xl/styles.xml")


def test_impossible_values_are_written_in_words_not_dropped() -> None:
    long = "é" * 40_000
    row: list[Cell] = [long, 10**20, float("nan"), date(1850, 1, 1), "fin\x00\ud800", True]
    opened = _opened(workbook([Sheet("Bords", [row])], title="Essai"))[0]
    assert (len(opened[0]), opened[0][-1]) == (32_767, "…")
    assert opened[1:4] == [str(10**20), "nan", "1850-01-01"]
    assert opened[5] is True


def test_the_same_sheets_give_the_same_bytes() -> None:
    def made() -> bytes:
        return workbook([Sheet("A", [["x", 1]]), Sheet("B", [[Formula("='A'!B1", 1)]])], title="Essai")

    assert made() == made()


def test_names_of_sheets_are_cleaned_and_each_is_said_once() -> None:
    names = sheet_names(["Cadre F/1 : [x]", "cadre f 1 x", "", "'", "x" * 40, "X" * 50, "History"])
    assert names[:2] == ["Cadre F 1 x", "cadre f 1 x (2)"]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)
    workbook([Sheet(name, []) for name in names], title="Essai")


def test_cells_are_named_as_formulas_want_them() -> None:
    assert workbooks.cell(2, 1) == "B3"
    assert workbooks.cell(2, 1, "L'an") == "'L''an'!B3"
    assert workbooks.block(1, 1, 8, 27) == "B2:AB9"


def test_a_sheet_that_would_be_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    with pytest.raises(Conflict, match="période plus courte"):
        workbook([Sheet("Long", [[n] for n in range(4)])], title="Essai")


def test_a_long_file_does_not_stay_in_memory() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        with workbooks.workbook_file(
            [Sheet("Long", ([f"personne {n}", n, None] for n in range(rows)))], title="x"
        ) as file:
            found = tracemalloc.get_traced_memory()[1]
            assert len(b"".join(workbooks.pieces(file))) > rows
        tracemalloc.stop()
        return found

    peak(10)
    assert peak(4_000) < peak(400) + 200_000
