"""`bidaide ledger …`"""

import typer

from app.core.db import database
from app.identity import queries as identity
from app.ledger import services


def plug(cli: typer.Typer) -> None:
    ledger = typer.Typer(help="Le registre des preuves.", no_args_is_help=True)
    cli.add_typer(ledger, name="ledger")

    @ledger.callback()
    def _group() -> None:
        """Le registre des preuves."""

    @ledger.command()
    def verify() -> None:
        """Recalcule la chaîne de chaque organisation ; nomme la première ligne qui ne tient pas."""
        broken = False
        with database().reading() as session:
            for organisation in identity.organisations(session):
                verdict = services.verify(session, organisation.id)
                if verdict.bad_number is None:
                    typer.echo(f"{organisation.slug} : {verdict.entries} entrées, chaîne intacte.")
                else:
                    broken = True
                    name = f" ({verdict.bad_id})" if verdict.bad_id else ""
                    typer.echo(
                        f"{organisation.slug} : entrée {verdict.bad_number}{name} : {verdict.reason}.",
                        err=True,
                    )
        if broken:
            raise typer.Exit(1)
