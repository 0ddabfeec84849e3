"""`bidaide questions import`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from app.assessment.bank.services import add_questions
from app.assessment.questions.notes import Note
from app.assessment.questions.reading import AIKEN, GIFT, MOODLE_XML, Reading, read_questions
from app.core.db import database
from app.core.errors import Invalid, NotFound
from app.courses.commands import actor_for

HEAVIEST = 50_000_000
_FORMATS = {GIFT: "GIFT", MOODLE_XML: "Moodle XML", AIKEN: "Aiken"}


def plug(cli: typer.Typer) -> None:
    questions = typer.Typer(help="Les questions, dans des fichiers.", no_args_is_help=True)
    cli.add_typer(questions, name="questions")

    @questions.callback()
    def _group() -> None: ...

    @questions.command("import")
    def import_(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="un fichier GIFT, Moodle XML ou Aiken")],
        organisation: Annotated[str, typer.Option(help="slug de l'organisation")],
        dry_run: Annotated[bool, typer.Option("--dry-run", help="lit et rend compte, n'écrit rien")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="rend compte en JSON")] = False,
        bank: Annotated[str, typer.Option(help="titre de la banque ; le nom du fichier si rien n'est dit")] = "",
    ) -> None:
        """Ajoute les questions d'un fichier à une banque, et dit ligne par ligne ce qui est gardé, changé, refusé."""
        reading = read_questions(_read(file), file.name)
        added = 0
        if reading.questions and not dry_run:
            with database().writing() as session:
                actor = actor_for(session, organisation)
                added = add_questions(session, actor, bank_title=bank or file.stem, questions=reading.questions)
        if as_json:
            typer.echo(json.dumps(_as_json(reading), ensure_ascii=False))
        else:
            typer.echo("\n".join(_report(reading, file.name, bank or file.stem, added, dry_run)))
        raise typer.Exit(0 if reading.questions else 1)


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise NotFound(f"« {file} » n'existe pas, ou n'est pas un fichier.")
    if file.stat().st_size > HEAVIEST:
        raise Invalid(f"{file} dépasse {HEAVIEST // 1_000_000} Mo. Rien n'a été lu. Coupez-le en plusieurs fichiers.")
    return file.read_bytes()


def _as_json(reading: Reading) -> dict[str, object]:
    return {
        "format": reading.format,
        "kept": len(reading.questions),
        "changed": [{"line": note.line, "what": note.what} for note in reading.changed],
        "refused": [{"line": note.line, "why": note.what} for note in reading.refused],
        "questions": [{"kind": one.kind, "name": one.name, "text": one.text} for one in reading.questions],
    }


def _report(reading: Reading, name: str, bank: str, added: int, dry_run: bool) -> Iterator[str]:
    """The same in French, for whoever reads a terminal."""
    kept, refused = len(reading.questions), len(reading.refused)
    shown = f" ({_FORMATS[reading.format]})" if reading.format else ""
    yield f"{name}{shown} : {_count(kept, 'question gardée', 'questions gardées')}, {_count(refused, 'refus', 'refus')}."
    if kept and dry_run:
        yield "Rien n'a été écrit (--dry-run)."
    elif kept:
        already = f" ; {kept - added} y étaient déjà" if added < kept else ""
        yield f"Banque « {bank} » : {_count(added, 'question ajoutée', 'questions ajoutées')}{already}."
    for title, notes in (("Refusé", reading.refused), ("Changé", reading.changed)):
        if notes:
            yield f"\n{title}"
            yield from map(_line, notes)


def _line(note: Note) -> str:
    where = f"ligne {note.line}" if note.line else "fichier"
    about = f"« {note.question} » : " if note.question else ""
    return f"  {where:<12}{about}{note.what}"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number < 2 else several}"
