"""`bidaide`: the same acts from a terminal. 0 done, 1 refused or failed with one line, 2 wrong usage."""

import os
import signal
import sys
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from app import wiring
from app.core import at_work, clock, db, live, migrations, resealing, tasks
from app.core.errors import HouseError
from app.core.settings import SettingsError, settings
from app.courses.drafts.services.mirroring import begin_missing

cli = typer.Typer(
    name="bidaide", help="Bidaide, la plateforme des parcours accompagnés.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False,
)  # fmt: skip


@cli.callback()
def _open() -> None:
    chosen = settings()
    clock.freeze(chosen.clock)
    db.open_database(chosen.database_url)
    wiring.plug_in()


def _bring_up_to_date() -> None:
    database = db.database()
    if migrations.pending(database):
        migrations.migrate(database)
        resealing.refuse_an_empty_ring(database)
        for _closed in resealing.close_again(database):
            pass  # a step may have sealed a column: what was in it is closed before anybody comes
    resealing.refuse_an_empty_ring(database)
    with db.database().writing() as session:
        begin_missing(session)


@cli.command()
def migrate() -> None:
    """Met la base de données à jour."""
    with at_work.serving():
        _bring_up_to_date()
    typer.echo("La base de données est à jour.")


def serve_from(port: int) -> None:
    """Links in letters and codes lead to the port that was asked for, in this process and in those it starts."""
    os.environ["BIDAIDE_PORT"] = str(port)
    settings.cache_clear()


@cli.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(min=1, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64)] = None,
    demo_if_empty: Annotated[bool, typer.Option(help="charge la démonstration dans une base vide")] = False,
) -> None:
    """Sert le site ; migre d'abord la base de données."""
    if port:
        serve_from(port)
    with at_work.serving():
        _serve(host, port or settings().port, workers or settings().workers, demo_if_empty=demo_if_empty)


def _serve(host: str, port: int, count: int, *, demo_if_empty: bool) -> None:
    import uvicorn  # noqa: PLC0415 - only this command needs it

    from app.demo import services as demo  # noqa: PLC0415

    _bring_up_to_date()
    if demo_if_empty and settings().environment != "production":
        demo.load_if_empty()
    if db.database().is_sqlite and count > 1:
        typer.echo("SQLite : un seul processus sert le site (PostgreSQL en accepte plusieurs).", err=True)
        count = 1
    typer.echo(f"\nBidaide est ouvert : http://{host}:{port}\n")
    if demo_if_empty:
        demo.print_accounts()
    db.database().dispose()
    uvicorn.run(
        "app.main:create_app", factory=True, host=host, port=port, workers=count, log_level="warning", access_log=False,
        server_header=False, proxy_headers=True, timeout_graceful_shutdown=10,
    )  # fmt: skip


@cli.command()
def worker() -> None:
    """Fait le travail de fond à part : courriers, rappels, plans. « serve » le fait déjà de lui-même."""
    with at_work.serving():
        _work()


def _work() -> None:
    _bring_up_to_date()
    asked_to_stop = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, asked_to_stop)  # of this thread and of those it starts
    working, relay = tasks.start_beside_the_server(), live.start_relay()
    typer.echo("Le travail de fond est en marche. Ctrl-C l'arrête.")
    signal.sigwait(asked_to_stop)
    relay.stop()
    working.stop()


for room in wiring.ROOMS:
    if room.commands:
        room.commands(cli)


def main() -> None:
    try:
        cli()
    except (HouseError, SettingsError) as error:
        sys.exit(_fail(str(error)))
    except DBAPIError as error:
        sys.exit(_fail(db.explain(error).detail))
    except OSError as error:
        sys.exit(_fail(f"{error.strerror or error} : {error.filename or ''}"))


def _fail(line: str) -> int:
    print(line, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()
