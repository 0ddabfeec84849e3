"""What a copy is made of: chapters, which hold tables, which hold cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""  # inside the ZIP


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str
    tables: tuple[Table, ...]
    note: str = ""

    @property
    def empty(self) -> bool:
        return not any(table.rows for table in self.tables)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    made = tuple(tuple(c if isinstance(c, Cell) else Cell("" if c is None else str(c)) for c in row) for row in rows)
    return Table(title, tuple(columns), made)


def file_cell(name: str, path: str) -> Cell:
    return Cell(name, quote(path))
