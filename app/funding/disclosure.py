"""Tables of small numbers that nobody can work back: what is hidden, and what must be hidden with it. Pure functions.

A table has rows, columns, and the totals of both. A number from 1 to `least` - 1 is hidden. A hidden number that could
be found by subtracting what is shown from a total takes others with it, until no hidden cell is alone on its line or is
the only way between two parts of the table: then several tables agree with what is shown, for each hidden cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5
Table = Sequence[Sequence[int]]
Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it may be published: None is hidden. With `whole` None, the whole table is too small to be shown."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    whole: int | None


def safe(table: Table, least: int = LEAST) -> Shown:
    """What may be shown of a table. Totals are cells like the others: they are hidden when they must be."""
    if not table or not table[0]:
        return Shown((), (), (), 0)
    full = [[*row, sum(row)] for row in table]
    full.append([sum(row[column] for row in full) for column in range(len(full[0]))])
    hidden = {(r, c) for r, row in enumerate(full) for c, value in enumerate(row) if 0 < value < least}
    if 0 < full[-1][-1] < least:
        return Shown(tuple((None,) * len(row) for row in table), (None,) * len(table), (None,) * len(table[0]), None)
    while alone := _exposed(full, hidden, least):
        hidden.add(alone)
    shown = [[None if (r, c) in hidden else value for c, value in enumerate(row)] for r, row in enumerate(full)]
    return Shown(
        tuple(tuple(row[:-1]) for row in shown[:-1]),
        tuple(row[-1] for row in shown[:-1]),
        tuple(shown[-1][:-1]),
        shown[-1][-1],
    )


def _exposed(full: Table, hidden: set[Spot], least: int) -> Spot | None:
    """The next cell to hide, for a hidden one that can still be found: those alone on a line first. None: none can."""
    found = [spot for spot in sorted(hidden) if not _on_a_loop(spot, hidden) or _thin(full, spot, hidden, least)]
    for spot in sorted(found, key=lambda spot: not _needs(spot, hidden)):
        if companion := _companion(full, spot, hidden):
            return companion
    return None


def _on_a_loop(spot: Spot, hidden: set[Spot]) -> bool:
    """Rows and columns are the ends of a hidden cell: if another way joins them, the cell cannot be computed."""
    row, column = spot
    reached, edge = {("row", row)}, [("row", row)]
    while edge:
        side, index = edge.pop()
        for r, c in hidden - {spot}:
            here, there = (("row", r), ("column", c)) if side == "row" else (("column", c), ("row", r))
            if here == (side, index) and there not in reached:
                reached.add(there)
                edge.append(there)
    return ("column", column) in reached


def _thin(full: Table, spot: Spot, hidden: set[Spot], least: int) -> bool:
    """Two hidden cells of a line that make less than twice two could only be one and one."""
    row, column = spot
    in_row = [full[r][c] for r, c in hidden if r == row]
    in_column = [full[r][c] for r, c in hidden if c == column]
    return sum(in_row) < least or sum(in_column) < least


def _companion(full: Table, spot: Spot, hidden: set[Spot]) -> Spot | None:
    """The cell to hide with another, on its line: one that closes a loop if there is, the smallest, zeros and totals last."""
    row, column = spot
    lines = {
        "row": [(row, c) for c in range(len(full[0])) if (row, c) not in hidden],
        "column": [(r, column) for r in range(len(full)) if (r, column) not in hidden],
    }
    needed = _needs(spot, hidden)
    among = lines[needed] if needed else [*lines["row"], *lines["column"]]
    if not among:
        among = [(r, c) for r in range(len(full)) for c in range(len(full[0])) if (r, c) not in hidden]

    def cost(one: Spot) -> tuple[bool, bool, bool, int, Spot]:
        value = full[one[0]][one[1]]
        total = one[0] == len(full) - 1 or one[1] == len(full[0]) - 1
        return total, not _on_a_loop(one, hidden | {one}), value == 0, value, one

    return min(among, key=cost, default=None)


def _needs(spot: Spot, hidden: set[Spot]) -> str:
    """The line on which a hidden cell is alone."""
    if sum(r == spot[0] for r, _c in hidden) == 1:
        return "row"
    return "column" if sum(c == spot[1] for _r, c in hidden) == 1 else ""
