"""`bidaide privacy …`"""

from pathlib import Path
from typing import Annotated

import typer

from app.core.db import database
from app.privacy import services
from app.privacy.retention import command as retention


def plug(cli: typer.Typer) -> None:
    privacy = typer.Typer(help="Les données des personnes.", no_args_is_help=True)
    cli.add_typer(privacy, name="privacy")

    @privacy.callback()
    def _group() -> None:
        """Les données des personnes."""

    @privacy.command()
    def export(
        email: str,
        out: Annotated[Path, typer.Option("--out", help="le fichier ZIP à écrire", dir_okay=False)],
    ) -> None:
        """Écrit tout ce qui est gardé sur une personne, en pages lisibles et en JSON."""
        with database().reading() as session:
            copy = services.gather_by_email(session, email)
        part = out.with_name(out.name + ".part")
        try:
            with part.open("wb") as file:
                for piece in services.stream(copy):
                    file.write(piece)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        typer.echo(f"La copie des données de {email} est dans {out}.")

    @privacy.command()
    def purge(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="montrer ce qui partirait, sans rien faire")] = False,
        organisation: Annotated[str, typer.Option(help="une seule organisation, par son nom court")] = "",
        agree: Annotated[
            bool, typer.Option("--agree", help="faire partir aussi une vague qui attend un accord")
        ] = False,
    ) -> None:
        """Efface ce dont le délai est passé : la même liste que la page, la même fonction que le travail de fond."""
        if dry_run:
            with database().reading() as session:
                for line in retention.said(session, organisation):
                    typer.echo(line)
            return
        for line in retention.purge(organisation, agree):
            typer.echo(line)
