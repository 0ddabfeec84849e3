"""The folder of this machine where a file is made: one place for each person, finished or not there at all."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.core.storage.kept import refusing
from app.files import services as files
from app.files.queries import HasBytes
from app.quality.audit.pieces import Cell, Table

PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored file to be read when the archive is written."""

    blob_id: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A document as a page of the file names it."""

    path: str  # from the top of the file
    title: str
    day: date | None


@dataclass(slots=True)
class Done:
    """What the folder of one person has come to."""

    entries: list[tuple[str, str, str]] = field(default_factory=list)  # (path, "file" or "blob", where)
    tables: dict[str, tuple[str, list[str], int]] = field(default_factory=dict)  # code → title, columns, rows
    chapters: dict[str, tuple[int, list[Linked]]] = field(default_factory=dict)  # code → rows, documents

    def as_data(self) -> dict[str, Any]:
        chapters = {
            code: [n, [[one.path, one.title, one.day.isoformat() if one.day else ""] for one in links]]
            for code, (n, links) in self.chapters.items()
        }
        return {"entries": self.entries, "tables": self.tables, "chapters": chapters}


class Workshop:
    """One file under way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, position: int) -> Path:
        return self.folder / f"{position:04}"

    def has(self, position: int) -> bool:
        return (self.place(position) / "done.json").is_file()

    @contextmanager
    def making(self, position: int) -> Iterator["Bench"]:
        """A place that appears whole at the end of the block: a worker that dies half-way leaves nothing to be taken."""
        place = self.place(position)
        part = place.with_suffix(".part")
        with refusing():
            shutil.rmtree(part, ignore_errors=True)
            shutil.rmtree(place, ignore_errors=True)
            part.mkdir(parents=True)
            bench = Bench(part)
            yield bench
            bench.close()
            part.rename(place)

    def done(self, position: int) -> Done:
        data = json.loads((self.place(position) / "done.json").read_text(encoding="utf-8"))
        chapters = {
            code: (n, [Linked(path, title, date.fromisoformat(day) if day else None) for path, title, day in links])
            for code, (n, links) in data["chapters"].items()
        }
        return Done([tuple(one) for one in data["entries"]], {k: tuple(v) for k, v in data["tables"].items()}, chapters)

    def entries(self, position: int) -> Iterator[tuple[str, Iterator[bytes]]]:
        for path, kind, where in self.done(position).entries:
            yield path, (_pieces(self.place(position) / where) if kind == "file" else files.pieces(Blob(where)))

    def stored(self, file: HasBytes) -> Iterator[bytes]:
        return files.pieces(file)

    def rows(self, position: int, code: str) -> Iterator[tuple[Cell, ...]]:
        """The rows that one person brought to a table."""
        path = self.place(position) / f"{code}.rows"
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    yield tuple(_cell(value) for value in json.loads(line))

    def lighten(self, position: int) -> None:
        """Forget the bytes of a folder that has left; its rows are still to be gathered."""
        for path in self.place(position).glob("*.bytes"):
            path.unlink()

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class Bench:
    """The place of one person, while it is filled."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self.done = Done()

    def put(self, path: str, content: bytes | HasBytes) -> None:
        if isinstance(content, bytes):
            where = f"{len(self.done.entries):04}.bytes"
            (self._place / where).write_bytes(content)
            self.done.entries.append((path, "file", where))
        else:
            self.done.entries.append((path, "blob", content.blob_id))

    def keep(self, table: Table) -> None:
        with (self._place / f"{table.code}.rows").open("w", encoding="utf-8") as lines:
            for row in table.rows:
                lines.write(json.dumps([_kept(value) for value in row], ensure_ascii=False) + "\n")
        self.done.tables[table.code] = (table.title, list(table.columns), len(table.rows))

    def close(self) -> None:
        (self._place / "done.json").write_text(json.dumps(self.done.as_data(), ensure_ascii=False), encoding="utf-8")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _kept(value: Cell) -> object:
    """Days and moments as JSON can hold them, apart from the texts that look like them."""
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    return value


def _cell(value: Any) -> Cell:
    if isinstance(value, dict):
        return datetime.fromisoformat(value["at"]) if "at" in value else date.fromisoformat(value["on"])
    return value  # type: ignore[no-any-return]


def titles(done: Sequence[Done]) -> dict[str, tuple[str, list[str]]]:
    """Every table that somebody has, in the order in which they come: code → title and columns."""
    found: dict[str, tuple[str, list[str]]] = {}
    for one in done:
        for code, (title, columns, _n) in one.tables.items():
            found.setdefault(code, (title, columns))
    return found
