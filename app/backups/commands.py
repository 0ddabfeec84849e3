"""`bidaide backup`, `restore`, `doctor`, and `bidaide keys …`"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.backups import checking, restoring, writing
from app.backups.safekeeping import load, save
from app.core import keyring, resealing
from app.core.db import database
from app.core.errors import Conflict
from app.core.trail import MACHINE, Act, Did, note
from app.identity import queries as identity


def plug(cli: typer.Typer) -> None:
    _backups(cli)
    _keys(cli)


def _backups(cli: typer.Typer) -> None:
    @cli.command()
    def backup(
        file: Annotated[str, typer.Argument(help="le fichier ZIP à écrire, ou - pour la sortie standard")],
    ) -> None:
        """Sauvegarde tout : base, fichiers, journal. Les clés n'y sont pas : `bidaide keys save`."""
        if file == "-":
            writing.write(database(), sys.stdout.buffer)
            _note(Did.EXPORTED)
            return
        path = Path(file)
        part = path.with_name(path.name + ".part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                written = writing.write(database(), out)
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        _note(Did.EXPORTED)
        typer.echo(f"Sauvegarde dans {path} : {sum(written.rows.values())} lignes, {written.files} fichiers.")
        for key in written.absent:
            typer.echo(f"Fichier absent du stockage : {key}", err=True)
        typer.echo("Les clés n'y sont pas : gardez-les ailleurs avec « bidaide keys save ».")

    @cli.command()
    def restore(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
        replace: Annotated[bool, typer.Option("--replace", help="prend la place de ce qui est là")] = False,
        erasures: Annotated[
            Path | None,
            typer.Option(help="une liste d'effacements d'une autre machine", exists=True, dir_okay=False),
        ] = None,
    ) -> None:
        """Remet une sauvegarde, puis efface de nouveau ce qui a été effacé depuis. Arrêtez d'abord le service."""
        done = restoring.restore(
            database(), file, replace=replace, erasures=erasures, say=lambda words: typer.echo(words, err=True)
        )
        _note(Did.RESTORED)
        typer.echo(f"Sauvegarde du {done.made_at} remise : {done.rows} lignes, {done.files} fichiers.")
        typer.echo(
            f"Effacements refaits : {done.erased_again}. Messages retenus : {done.held_back}. Personne n'est connecté."
        )
        for number in done.missing_keys:
            typer.echo(
                f"La clé {number:012x} n'est pas ici : ce qu'elle ferme ne s'ouvre pas. « bidaide keys load ».",
                err=True,
            )
        for slug in done.broken_chains:
            typer.echo(f"La chaîne des preuves de {slug} ne tient pas : « bidaide ledger verify ».", err=True)
        if done.missing_keys or done.broken_chains:
            raise typer.Exit(1)

    @cli.command()
    def doctor() -> None:
        """Vérifie l'installation : base, clés, fichiers, preuves, journal, place."""
        wrong = 0
        for found in checking.look_at_everything(database()):
            typer.echo(f"{'ok   ' if found.good else 'ALERTE'} {found.says}", err=not found.good)
            wrong += not found.good
        if wrong:
            raise typer.Exit(1)


def _note(did: Did) -> None:
    """Everybody's data left the house, or came back: the trail of each organisation says so."""
    with database().reading() as session:
        places = [organisation.id for organisation in identity.organisations(session)]
    for place in places:
        note(Act(place, did, "backup", role=MACHINE))


def _keys(cli: typer.Typer) -> None:
    keys = typer.Typer(help="Les clés qui ferment les données sensibles.", no_args_is_help=True)
    cli.add_typer(keys, name="keys")

    @keys.command("list")
    def list_() -> None:
        """Les clés, et combien de valeurs chacune ferme."""
        with database().reading() as session:
            used = resealing.usage(session)
        for number in sorted({*keyring.numbers(), *used} - {resealing.CLEAR}):
            here = "" if number in keyring.numbers() or number == 0 else " (absente de ce serveur)"
            named = "tirée de SECRET_KEY" if number == 0 else f"{number:012x}"
            typer.echo(f"clé {named}{here} : {used[number]} valeurs")
        if used[resealing.CLEAR]:
            typer.echo(f"pas encore fermées : {used[resealing.CLEAR]} valeurs (« bidaide keys close »)")

    @keys.command()
    def rotate() -> None:
        """Fait une nouvelle clé, puis ferme tout avec elle. Peut tourner pendant que l'on travaille."""
        number = keyring.add()
        typer.echo(f"Clé {number:012x} créée. Elle ferme ce qui s'écrit à partir de maintenant.")
        _close_again()

    @keys.command()
    def close() -> None:
        """Ferme avec la clé du jour ce qu'une autre fermait encore, ou rien."""
        _close_again()

    @keys.command()
    def retire(name: str) -> None:
        """Détruit une clé qui ne ferme plus rien ici. Les sauvegardes d'avant la demanderont : gardez-en une copie."""
        number = next((one for one in keyring.numbers() if keyring.name_of(one) == f"{name}.key"), None)
        if number is None:
            raise Conflict(f"La clé {name} n'est pas ici. Rien n'a été changé.")
        with database().reading() as session:
            used = resealing.usage(session)[number]
        if used or number == max(keyring.numbers()):
            raise Conflict(f"La clé {name} sert encore ({used} valeurs). Rien n'a été changé. « bidaide keys rotate ».")
        keyring.remove(number)
        typer.echo(f"Clé {number:012x} détruite.")

    @keys.command("save")
    def save_(file: Path) -> None:
        """Écrit toutes les clés dans un fichier fermé par une phrase secrète, à garder loin des sauvegardes."""
        phrase = _phrase(confirm=True)
        save(file, phrase)
        typer.echo(f"Les clés sont dans {file}. Sans la phrase, ce fichier ne s'ouvre pas.")

    @keys.command("load")
    def load_(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
        """Remet les clés d'un tel fichier ; celles qui sont là restent."""
        n = load(file, _phrase(confirm=False))
        typer.echo(f"Clés remises : {n}.")


def _phrase(*, confirm: bool) -> str:
    """Typed, or from a setting of this one command for who runs it without a terminal."""
    given = os.environ.get("KEYS_PHRASE", "")
    return given or str(typer.prompt("Phrase secrète", hide_input=True, confirmation_prompt=confirm))


def _close_again() -> None:
    done = 0
    for n in resealing.close_again(database()):
        done += n
        if sys.stderr.isatty():
            typer.echo(f"\r{done} valeurs", nl=False, err=True)
    typer.echo(f"Valeurs fermées de nouveau : {done}.")
