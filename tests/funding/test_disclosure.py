"""Small numbers of a table are hidden, and nobody finds them by subtracting: the attack is made here, apart from the rule."""

import random
from itertools import product

import pytest

from app.funding.disclosure import LEAST, Shown, safe

pytestmark = pytest.mark.once


def _attacked(shown: Shown, most: int) -> list[tuple[object, set[int]]]:
    """For each hidden cell, totals too, every value that it takes in some table of whole numbers that agrees with what is
    shown: all of them are tried."""
    columns = range(len(shown.cells[0]))
    found: dict[object, set[int]] = {}
    lines = [
        [
            line
            for line in product(*([told] if told is not None else range(most + 1) for told in row))
            if total in (None, sum(line))
        ]
        for row, total in zip(shown.cells, shown.rows, strict=True)
    ]
    for table in product(*lines):
        down = [sum(row[c] for row in table) for c in columns]
        if any(
            told not in (None, real)
            for told, real in zip((*shown.columns, shown.whole), (*down, sum(down)), strict=True)
        ):
            continue
        values: dict[object, int] = {(r, c): row[c] for r, row in enumerate(table) for c in columns}
        values |= {("row", r): sum(row) for r, row in enumerate(table)} | {("column", c): down[c] for c in columns}
        for spot, value in (values | {"whole": sum(down)}).items():
            found.setdefault(spot, set()).add(value)
    hidden = [(r, c) for r, row in enumerate(shown.cells) for c in columns if row[c] is None]
    hidden += [("row", r) for r, told in enumerate(shown.rows) if told is None]  # type: ignore[misc]
    hidden += [("column", c) for c in columns if shown.columns[c] is None]  # type: ignore[misc]
    return [(spot, found[spot]) for spot in hidden]


@pytest.mark.parametrize("seed", range(14))
def test_no_hidden_number_can_be_worked_back(seed: int) -> None:
    draw = random.Random(seed)
    rows, columns = draw.choice([(2, 2), (3, 2), (2, 3), (4, 1), (1, 3)])
    table = [[draw.choice([0, 0, 1, 2, 3, 5, 6]) for _c in range(columns)] for _r in range(rows)]
    shown = safe(table)
    for spot, possible in _attacked(shown, 8):
        assert len(possible) > 1, (table, shown, spot, possible)


def test_small_numbers_are_hidden_and_the_others_are_exact() -> None:
    shown = safe([[12, 3], [20, 15], [30, 9]])
    assert shown.cells[0][1] is None
    assert shown.whole == 89
    told = [value for row in shown.cells for value in row if value is not None]
    assert all(value == 0 or value >= LEAST for value in told)
    assert sum(value is None for row in shown.cells for value in row) == 4  # two lines and two columns, two each


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    table = [[10, 0], [7, 8]]
    assert safe(table) == Shown(((10, 0), (7, 8)), (10, 15), (17, 8), 25)


def test_a_table_that_counts_too_few_people_shows_nothing() -> None:
    assert safe([[1, 2], [0, 1]]) == Shown(((None, None), (None, None)), (None, None), (None, None), None)


def test_nobody_at_all_is_not_a_secret() -> None:
    assert safe([]) == Shown((), (), (), 0)
    assert safe([[0, 0]]).whole == 0
