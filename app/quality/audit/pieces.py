"""What a chapter brings to somebody's folder: tables, documents. And of whom, when and where it is asked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.periods import Period
from app.enrolments.queries import EnrolmentRow
from app.files.queries import HasBytes

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """A path of the sample, in its place: somebody with two paths is two folders."""

    position: int
    enrolment: EnrolmentRow
    folder: str  # « personnes/03-amelie-durand »
    course: str
    also: tuple[str, ...] = ()  # the folders of their other paths in this file


@dataclass(frozen=True, slots=True)
class Scope:
    """One file to make. `seen_at` is the moment from which it looks: the same question gives the same file."""

    actor: Actor  # in whose name figures of the whole organisation are read
    period: Period
    people: tuple[Person, ...]
    seen_at: datetime
    with_works: bool = False

    @property
    def positions(self) -> Mapping[str, int]:
        """Enrolment id → its place."""
        return {one.enrolment.id: one.position for one in self.people}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows about one person. Those of everybody under the same code make one table of the file."""

    code: str  # « demi-journees »: a file name
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document to open. `path` is inside the folder of the person, or from the top of the file when `shared`.

    Without content: it is in the file already, brought by somebody who comes before.
    """

    path: str
    title: str
    at: date | datetime | None = None
    content: bytes | HasBytes | None = None
    shared: bool = False
    indicators: tuple[int, ...] = ()  # that a document of the whole organisation sheds light on


Piece = Table | Document
Make = Callable[[Session, Scope, Person], Iterator[Piece]]

CHAPTERS: dict[str, Make] = {}


def chapter(code: str) -> Callable[[Make], Make]:
    """The function that fills a chapter of content/quality/audit.yaml."""

    def plug(make: Make) -> Make:
        CHAPTERS[code] = make
        return make

    return plug


Whole = Callable[[Session, Scope], Iterator[Table]]

HOUSE: dict[str, Whole] = {}


def house_chapter(code: str) -> Callable[[Whole], Whole]:
    """The function that fills a chapter of the whole organisation of content/quality/audit.yaml: it names no learner."""

    def plug(make: Whole) -> Whole:
        HOUSE[code] = make
        return make

    return plug


Register = Callable[[Session, Scope], Iterator[Document]]

REGISTERS: list[Register] = []


def register(give: Register) -> Register:
    """Documents of the organisation as a whole: CVs, procedures, *veille*. Their path is inside `registres/`."""
    if give not in REGISTERS:
        REGISTERS.append(give)
    return give
