"""What a person is handed of all that is held about them: gathered, then written while it is sent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy.orm import Session
from zipstream import ZIP_DEFLATED, ZipStream  # type: ignore[import-untyped]

from app.core import clock, i18n
from app.core.access import Actor
from app.core.errors import NotFound
from app.core.i18n import _
from app.files import services as stored
from app.files.services import FileInfo
from app.identity import queries as identity
from app.identity.guess_queries import failed_tries
from app.identity.guessing import prints_of
from app.identity.services import print_of
from app.privacy import map as house
from app.privacy.copy.chapters import chapters
from app.privacy.copy.queries import account, agenda, directory, ledger, rows
from app.privacy.copy.queries import files as handed
from app.privacy.copy.tables import Chapter
from app.web import formats, spreadsheets
from app.web.templating import environment


@dataclass(frozen=True, slots=True)
class Copy:
    """A person's copy, gathered and not yet written: texts by their path in the ZIP, and the files handed in."""

    texts: tuple[tuple[str, str], ...]
    files: tuple[tuple[FileInfo, str], ...]  # (file, path in the ZIP)


def copy_for(session: Session, actor: Actor) -> Copy:
    """The caller's own copy: nobody reads that of another from a page or the API."""
    return gather(session, actor.account_id)


def gather_by_email(session: Session, email: str) -> Copy:
    """For the command of whoever runs the house. Raises NotFound for an unknown address."""
    found = identity.account_by_email(session, email)
    if found is None:
        raise NotFound(_("Aucun compte n'a l'adresse « %(email)s ».") % {"email": email})
    return gather(session, found.id)


def gather(session: Session, account_id: str) -> Copy:
    """Everything held about a person: pages to read, the same as data, the files they handed in."""
    person = account.account(session, account_id)
    if person is None:
        raise NotFound()
    address_print = print_of(person.email)
    files = _file_paths(handed.files(session, account_id))
    parts = chapters(session, person, address_print, files)
    sheets = _sheets(parts)
    texts = [("index.html", _page(person.name, parts, sheets)), *sheets.values()]
    for name in house.PATHS:
        texts.append((f"donnees/{name}.json", _json(rows.raw(session, name, account_id))))
    tries = [dict(row._mapping) for row in failed_tries(session, prints_of(account_id))]
    texts.append(("donnees/guess_count.json", _json(tries)))
    visits = [dict(row._mapping) for row in agenda.visits(session, address_print)]
    texts.append(("donnees/visit.json", _json(visits)))
    asked_for = [dict(row._mapping) for row in directory.named_at(session, address_print)]
    texts.append(("donnees/partner.json", _json(asked_for)))
    acts = [{"occurred_at": row.occurred_at, "kind": row.kind} for row in ledger.acts(session, account_id)]
    texts.append(("donnees/acts.json", _json(acts)))
    texts.append(("donnees/chapters.json", _json([_chapter_data(chapter) for chapter in parts])))
    texts.insert(0, ("LISEZ-MOI.txt", _index(person.name, parts, sheets, len(files))))
    known = stored.describe(session, files)
    return Copy(tuple(texts), tuple((known[file_id], path) for file_id, path in files.items()))


def stream(copy: Copy) -> Iterator[bytes]:
    """The ZIP, made while it is sent: a large file is never in memory."""
    zipped = ZipStream(compress_type=ZIP_DEFLATED)
    for path, text in copy.texts:
        zipped.add(text.encode(), path)
    for file, path in copy.files:
        try:
            zipped.add(stored.pieces(file), path)
        except NotFound:
            zipped.add(_("Ce fichier n'est plus dans le stockage.").encode(), f"{path}.absent.txt")
        yield from zipped.all_files()
    yield from zipped.finalize()


def file_name() -> str:
    return f"mes-donnees-{clock.today().isoformat()}.zip"


def _file_paths(rows: Any) -> dict[str, str]:
    """Where each file goes in the ZIP: its own name, made different from the others and kept inside `fichiers`."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        plain = PurePosixPath(row.name.replace("\\", "/")).name.strip(". ") or "fichier"
        name = plain if plain.casefold() not in taken else f"{number}-{plain}"
        taken.add(name.casefold())
        found[row.id] = f"fichiers/{name}"
    return found


def _sheets(parts: list[Chapter]) -> dict[tuple[str, int], tuple[str, str]]:
    """Each table with something in it as a file for a spreadsheet: (chapter, rank) → (path, text)."""
    found = {}
    for chapter in parts:
        for rank, table in enumerate(chapter.tables, start=1):
            if table.rows:
                rows = [table.columns, *([cell.text for cell in row] for row in table.rows)]
                path = f"tableaux/{chapter.key}-{rank}.csv"
                found[chapter.key, rank] = (path, spreadsheets.sheet(rows).decode())
    return found


def _index(name: str, parts: list[Chapter], sheets: dict[tuple[str, int], tuple[str, str]], n_files: int) -> str:
    """What is where, for whoever opens the folder."""
    lines = [
        _("Mes données : %(name)s, %(day)s") % {"name": name, "day": formats.full_day(clock.today())}, "",
        _("index.html : tout, à lire. Ouvrez ce fichier d'abord."),
        _("tableaux : les mêmes tableaux, pour un tableur (CSV)."),
        _("donnees : les mêmes données, pour un autre logiciel (JSON)."),
        _("fichiers : ce que vous avez déposé (%(n)s).") % {"n": n_files}, "",
    ]  # fmt: skip
    for chapter in parts:
        for rank, table in enumerate(chapter.tables, start=1):
            if (chapter.key, rank) in sheets:
                path, _text = sheets[chapter.key, rank]
                lines.append(f"{path} : {chapter.title}, {table.title} ({len(table.rows)})")
    return "\r\n".join(lines) + "\r\n"


def _page(name: str, parts: list[Chapter], sheets: dict[tuple[str, int], tuple[str, str]]) -> str:
    template = environment(i18n.locale.get()).get_template("privacy/copy.html")
    paths = {key: path for key, (path, _text) in sheets.items()}
    return template.render(name=name, chapters=parts, made_at=clock.now(), sheets=paths)


def _chapter_data(chapter: Chapter) -> dict[str, Any]:
    return {
        "title": chapter.title,
        "tables": [
            {
                "title": table.title,
                "columns": list(table.columns),
                "rows": [[c.text for c in row] for row in table.rows],
            }
            for table in chapter.tables
        ],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
