"""`bidaide mail receive`: for a mail server that hands over messages by a pipe."""

import sys

import typer
from sqlalchemy.exc import DBAPIError

from app.notifications.replies import reading, services

TRY_AGAIN = 75  # what mail servers take for "not now" (sysexits: EX_TEMPFAIL)


def plug(cli: typer.Typer) -> None:
    mail = typer.Typer(help="Le courrier qui arrive.", no_args_is_help=True)
    cli.add_typer(mail, name="mail")

    @mail.callback()
    def _group() -> None:
        """Keeps `receive` a command of its own."""

    @mail.command()
    def receive() -> None:
        """Lit un courriel sur l'entrée standard et le range. Un message refusé est traité : le serveur n'a rien à refaire."""
        raw = sys.stdin.buffer.read(reading.HEAVIEST + 1)
        try:
            outcome = services.receive(raw)
        except DBAPIError as error:
            typer.echo(f"La base de données ne répond pas : {type(error).__name__}.", err=True)
            raise typer.Exit(TRY_AGAIN) from None
        typer.echo(f"{outcome.state} {outcome.why}".strip())
