"""`bidaide backup`, `restore`, `doctor`, and `bidaide keys …`"""

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.backups import checking, restoring, seals, writing
from app.backups.safekeeping import load, save
from app.core import keyring, resealing, upkeep
from app.core.db import database
from app.core.errors import Conflict
from app.core.trail import MACHINE, Act, Did, note
from app.core.upkeep import Work
from app.identity import queries as identity
from app.web.formats import moment


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
            written = writing.write(database(), sys.stdout.buffer)
            sys.stdout.buffer.flush()
            _made(written)
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
        _made(written)
        typer.echo(f"Sauvegarde dans {path} : {sum(written.rows.values())} lignes, {written.files} fichiers.")
        for key in written.absent:
            typer.echo(f"Fichier absent du stockage : {key}", err=True)
        typer.echo("Les clés n'y sont pas : gardez-les ailleurs avec « bidaide keys save ».")

    @cli.command()
    def restore(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
        replace: Annotated[bool, typer.Option("--replace", help="prend la place de ce qui est là")] = False,
        rehearse: Annotated[bool, typer.Option("--try", help="essaie la sauvegarde, et ne change rien ici")] = False,
        erasures: Annotated[
            Path | None,
            typer.Option(
                help="une liste d'effacements, ou une sauvegarde plus récente qui en porte une",
                exists=True,
                dir_okay=False,
            ),
        ] = None,
        without_keys: Annotated[
            bool, typer.Option("--without-keys", help="les clés sont perdues pour toujours")
        ] = False,
        other_house: Annotated[
            bool, typer.Option("--other-house", help="la sauvegarde est d'une autre maison")
        ] = False,
        incomplete_list: Annotated[
            bool, typer.Option("--incomplete-list", help="la liste des effacements n'est pas entière")
        ] = False,
    ) -> None:
        """Remet une sauvegarde, puis efface de nouveau ce qui a été effacé depuis. Arrêtez d'abord le service."""
        asked = restoring.Asked(erasures, replace, without_keys, other_house, incomplete_list)
        act = restoring.rehearse if rehearse else restoring.restore
        done = act(database(), file, asked, lambda words: typer.echo(words, err=True))
        if rehearse:
            typer.echo(f"Essai de la sauvegarde du {_day(done.made_at)} : {done.rows} lignes, {done.files} fichiers.")
            typer.echo(f"Effacements qu'une remise referait : {done.erased_again}. Rien n'a été changé ici.")
        else:
            _note(Did.RESTORED)
            typer.echo(f"Sauvegarde du {_day(done.made_at)} remise : {done.rows} lignes, {done.files} fichiers.")
            typer.echo(
                f"Effacements refaits : {done.erased_again}. Messages retenus : {done.held_back}. Personne n'est connecté."
            )
        if done.aside:
            typer.echo(f"L'ancienne base est dans {done.aside} : détruisez-la quand tout est vérifié.")
        if _tell_what_is_wrong(done):
            raise typer.Exit(1)

    @cli.command()
    def doctor() -> None:
        """Vérifie l'installation : base, clés, fichiers, preuves, journal, place."""
        wrong = 0
        for found in checking.look_at_everything(database()):
            mark = "ok     " if found.good else "ALERTE " if found.urgent else "À FAIRE"
            typer.echo(f"{mark} {found.says}", err=not found.good)
            wrong += found.urgent and not found.good
        if wrong:
            raise typer.Exit(1)


def _made(written: writing.Written) -> None:
    upkeep.tell(
        Work.BACKUP,
        rows=sum(written.rows.values()),
        files=written.files,
        octets=written.octets,
        absent=len(written.absent),
    )
    _note(Did.EXPORTED)


def _tell_what_is_wrong(done: restoring.Restored) -> bool:
    wrong = [f"La clé {name} n'est pas ici : ce qu'elle ferme ne s'ouvre pas." for name in done.missing_keys]
    if not done.sealed:
        wrong.append("La clé qui a scellé cette sauvegarde n'est pas ici : rien ne dit que personne ne l'a changée.")
    wrong += [
        f"La chaîne des preuves de {slug} ne tient pas : « bidaide ledger verify »." for slug in done.broken_chains
    ]
    for words in wrong:
        typer.echo(words, err=True)
    return bool(wrong)


def _day(made_at: str) -> str:
    return moment(datetime.fromisoformat(made_at))


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
        typer.echo("Aucune copie d'avant ne tient la nouvelle clé : faites-en une avec « bidaide keys save ».")

    @keys.command()
    def close() -> None:
        """Ferme avec la clé du jour ce qu'une autre fermait encore, ou rien."""
        _close_again()

    @keys.command()
    def retire(
        name: str,
        without_copy: Annotated[
            bool, typer.Option("--without-copy", help="aucune sauvegarde ne la demandera plus")
        ] = False,
    ) -> None:
        """Détruit une clé qui ne ferme plus rien ici. Les sauvegardes d'avant la demanderont : gardez-en une copie."""
        number = next((one for one in keyring.numbers() if seals.name_of(one) == name), None)
        if number is None:
            raise Conflict(f"La clé {name} n'est pas ici. Rien n'a été changé.")
        if number == max(keyring.numbers()):
            raise Conflict(
                f"La clé {name} ferme ce qui s'écrit aujourd'hui. Rien n'a été changé. « bidaide keys rotate » en fait une autre."
            )
        if not without_copy and name not in _copied():
            raise Conflict(
                f"Aucune copie de la clé {name} n'a été faite ici, et les sauvegardes d'avant la demandent. Rien n'a été"
                " changé. « bidaide keys save » la garde ; si plus aucune sauvegarde ne sert, --without-copy passe outre."
            )
        if used := resealing.retire(database(), number):
            raise Conflict(
                f"La clé {name} ferme encore {used} valeurs. Rien n'a été changé. « bidaide keys close » les ferme avec la clé du jour."
            )
        typer.echo(f"Clé {name} détruite. Les sauvegardes d'avant la demanderont : gardez-en la copie.")

    @keys.command("save")
    def save_(file: Path) -> None:
        """Écrit toutes les clés dans un fichier fermé par une phrase secrète, à garder loin des sauvegardes."""
        if file.exists():
            raise Conflict(f"« {file} » existe déjà. Rien n'a été écrit. Choisissez un autre nom.")
        phrase = _phrase(confirm=True)
        save(file, phrase)
        upkeep.tell(Work.KEYS_SAVED, keys=[seals.name_of(number) for number in keyring.numbers()])
        typer.echo(f"Les clés sont dans {file}. Sans la phrase, ce fichier ne s'ouvre pas.")

    @keys.command("load")
    def load_(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
        """Remet les clés d'un tel fichier ; celles qui sont là restent."""
        n = load(file, _phrase(confirm=False))
        typer.echo(f"Clés remises : {n}.")


def _copied() -> set[str]:
    """The keys of every copy that was made here."""
    return {name for done in upkeep.told() if done.work is Work.KEYS_SAVED for name in done.facts.get("keys", ())}


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
    with database().reading() as session:
        lost = resealing.lost(session)
    for number, n in lost.items():
        typer.echo(
            f"{n} valeurs sont restées comme elles étaient : leur clé {seals.name_of(number)} n'est pas ici.", err=True
        )
