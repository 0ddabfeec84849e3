"""Making an audit file: one folder after the other, then what gathers them. The same question makes the same bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.core.clock import at, local
from app.core.i18n import _, speaking
from app.quality.audit import naming
from app.quality.audit.chapters import CHAPTERS
from app.quality.audit.content import contents
from app.quality.audit.lacks import Missing
from app.quality.audit.parcel import Parcel
from app.quality.audit.pieces import Cell, Document, Person, Scope, Table
from app.quality.audit.workshop import Bench, Linked, Workshop
from app.web import formats, spreadsheets
from app.web.templating import environment

PAGES = {
    "index": "quality/audit/file/index.html",
    "missing": "quality/audit/file/missing.html",
    "house": "quality/audit/file/house.html",
    "person": "quality/audit/file/person.html",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as a page shows it."""

    text: str
    number: bool = False


def make_person(session: Session, scope: Scope, person: Person, gaps: list[Missing], workshop: Workshop) -> None:
    """The folder of one person, whole; made again, it is the same."""
    with at(scope.seen_at), speaking("fr"), workshop.making(person.position) as bench:
        chapters = []
        for code, head in contents().chapters.items():
            tables: list[Table] = []
            links: list[Linked] = []
            taken: list[str] = []
            for piece in CHAPTERS[code](session, scope, person):
                if isinstance(piece, Table):
                    tables.append(piece)
                else:
                    links.append(_bring(bench, person, piece, taken))
            for table in tables:
                _lay(bench, person, table)
            bench.done.chapters[code] = (sum(len(table.rows) for table in tables), links)
            chapters.append({
                "code": code, "title": _(head.title), "says": _(head.says), "documents": [_link(person, one) for one in links],
                "tables": [
                    {"code": t.code, "title": t.title, "note": t.note, "columns": t.columns, "rows": [[shown(c) for c in row] for row in t.rows]}
                    for t in tables
                ],
            })  # fmt: skip
        page = environment("fr").get_template(PAGES["person"]).render(
            organisation=scope.actor.organisation_name, name=person.enrolment.learner_name, course=person.course,
            period=scope.period, also=person.also, chapters=chapters, gaps=gaps,
        )  # fmt: skip
        bench.put(f"{person.folder}/index.html", page.encode())


def _bring(bench: Bench, person: Person, piece: Document, taken: list[str]) -> Linked:
    path = piece.path if piece.shared else f"{person.folder}/{piece.path}"
    taken.append(path)
    path = naming.only(taken)[-1]
    if piece.content is not None:
        bench.put(path, piece.content)
    return Linked(path, piece.title, local(piece.at).date() if isinstance(piece.at, datetime) else piece.at)


def _link(person: Person, one: Linked) -> dict[str, object]:
    inside = one.path.removeprefix(person.folder + "/")
    return {"href": inside if inside != one.path else f"../../{one.path}", "title": one.title, "day": one.day}


def _lay(bench: Bench, person: Person, table: Table) -> None:
    bench.keep(table)
    if table.rows:
        rows = [table.columns, *([for_csv(cell) for cell in row] for row in table.rows)]
        bench.put(f"{person.folder}/{table.code}.csv", spreadsheets.sheet(rows))


def shown(cell: Cell) -> Shown:
    """A cell in words."""
    if cell is None:
        return Shown("")
    if isinstance(cell, datetime):
        return Shown(f"{formats.full_day(cell)}, {formats.clock(cell)}")
    if isinstance(cell, date):
        return Shown(formats.full_day(cell))
    if isinstance(cell, int | float):
        return Shown(_decimal(cell), number=True)
    return Shown(cell)


def for_csv(cell: Cell) -> str | int:
    """A cell for a spreadsheet: days that it can sort, decimal commas."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return local(cell).strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return _decimal(cell)
    return cell


def _decimal(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.2f}".rstrip("0").replace(".", ",")


def of_person(workshop: Workshop, parcel: Parcel, person: Person) -> Iterator[bytes]:
    for path, pieces in workshop.entries(person.position):
        yield from parcel.put(path, pieces)
