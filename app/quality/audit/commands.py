"""`bidaide quality …`"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.core.access import Actor, Role
from app.core.clock import today
from app.core.db import database
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.periods import read_period
from app.core.storage.kept import refusing
from app.core.trail import MACHINE, Act, Did, note
from app.identity import queries as identity
from app.quality.audit import asking, services


def plug(cli: typer.Typer) -> None:
    quality = typer.Typer(help="Le dossier d'audit.", no_args_is_help=True)
    cli.add_typer(quality, name="quality")

    @quality.callback()
    def _group() -> None:
        """Le dossier d'audit."""

    @quality.command()
    def export(
        organisation: Annotated[str, typer.Option(help="slug de l'organisation")],
        first: Annotated[str, typer.Option("--from", help="premier jour, comme 2026-01-01")],
        last: Annotated[str, typer.Option("--to", help="dernier jour")],
        out: Annotated[Path, typer.Option("--out", help="le fichier ZIP à écrire", dir_okay=False)],
        size: Annotated[
            int | None, typer.Option(min=1, help="tire au hasard tant de parcours ; sans elle, tous")
        ] = None,
        seed: Annotated[str, typer.Option(help="la clé du tirage ; la même clé tire les mêmes parcours")] = "",
        works: Annotated[bool, typer.Option("--works", help="joint les fichiers des travaux rendus")] = False,
    ) -> None:
        """Écrit le dossier d'audit d'une période : index, manques, un dossier par parcours, tables et documents."""
        period = read_period(first, last, today=today(), names=("--from", "--to"))
        with database().reading() as session:
            place = identity.organisation_by_slug(session, organisation)
            if place is None:
                raise NotFound(_("L'organisation « %(slug)s » n'existe pas.") % {"slug": organisation})
            actor = Actor("", place.id, place.slug, place.name, place.name, "", frozenset({Role.QUALITY}))
            question = asking.ask(session, actor, period, size=size, seed=seed, with_works=works)
        part = out.with_name(out.name + ".part")
        try:
            with refusing(), part.open("wb") as file:
                for piece in services.stream(question, _told if sys.stderr.isatty() else None):
                    file.write(piece)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        note(Act(place.id, Did.EXPORTED, "audit", role=MACHINE, people=len(question.ids), among=tuple(question.ids)))
        drawn = _(", tirés avec la clé « %(seed)s »") % {"seed": question.drawn.seed} if question.drawn.seed else ""
        typer.echo(
            _("Le dossier d'audit est dans %(path)s : %(n)s parcours%(drawn)s.")
            % {"path": out, "n": len(question.ids), "drawn": drawn}
        )


def _told(done: int, total: int) -> None:
    typer.echo(f"\r{done} / {total}" + ("\n" if done == total else ""), nl=False, err=True)
