"""`bidaide privacy …`"""

from pathlib import Path
from typing import Annotated

import typer

from app.core.db import database
from app.core.trail import MACHINE, Act, Did, note
from app.identity import queries as identity
from app.privacy import services


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
            account = identity.account_by_email(session, email)
            places = identity.organisation_ids_of(session, account.id) if account else []
        part = out.with_name(out.name + ".part")
        try:
            with part.open("wb") as file:
                for piece in services.stream(copy):
                    file.write(piece)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        for place in places:
            note(Act(place, Did.EXPORTED, "copy", role=MACHINE, account_id=account.id if account else ""))
        typer.echo(f"La copie des données de {email} est dans {out}.")
