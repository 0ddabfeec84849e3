"""`bidaide files …`"""

from typing import Annotated

import typer

from app.core.db import database
from app.files import services


def plug(cli: typer.Typer) -> None:
    files = typer.Typer(help="Les fichiers déposés.", no_args_is_help=True)
    cli.add_typer(files, name="files")

    @files.callback()
    def _group() -> None:
        """Les fichiers déposés."""

    @files.command()
    def sweep(
        orphans: Annotated[bool, typer.Option("--orphans", help="compare aussi tout le stockage avec la base")] = False,
    ) -> None:
        """Enlève les envois jamais terminés et les octets que plus rien ne nomme."""
        with database().writing() as session:
            count = services.sweep(session)
            if orphans:
                count += services.sweep_orphans(session)
        typer.echo(f"Enlevés : {count}.")
