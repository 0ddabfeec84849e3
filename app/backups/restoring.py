"""Putting a backup back: into an empty place, or in place of what is there. What was erased since is erased again.

Everything is prepared beside the house (`beside.py`), checked and brought up to date, and what was erased goes again, before it
takes the place of what is there at once. So at no moment is somebody who was erased found in the house again, and whoever
is stopped on the way has lost nothing.
"""

import dataclasses
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from alembic.util.exc import CommandError
from sqlalchemy import Connection, Table, inspect, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, DropConstraint

from app.backups import beside, erased, queries, reading, seals, tables, telling
from app.backups.reading import Backup
from app.core import at_work, migrations, resealing, upkeep
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.core.settings import settings
from app.core.upkeep import Work
from app.identity import queries as identity
from app.identity.models import SignIn
from app.ledger.services import verify
from app.notifications.models import DOUBTFUL, FAILED, WAITING, Mail, Ring
from app.privacy.erasure import listing, scrubbing
from app.privacy.erasure import services as erasure
from app.privacy.erasure.queries import certificates

Say = Callable[[str], None]

_UNKNOWN_SEAL = (
    "La clé qui a scellé cette sauvegarde n'est pas ici : rien ne dit que personne ne l'a changée. Rien n'a été changé ici."
    " « bidaide keys load » la remet ; si elle est perdue pour toujours, --without-keys passe outre."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What whoever puts a backup back says beforehand. Each of the last four goes past one refusal."""

    erasures: Path | None = None  # a list of erasures, or a later backup that carries one
    replace: bool = False
    without_keys: bool = False
    other_house: bool = False
    incomplete_list: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """Rows and files put back; people erased again; mail that may have gone already; keys that are not here."""

    made_at: str
    rows: int
    files: int
    erased_again: int
    held_back: int
    missing_keys: tuple[str, ...]
    broken_chains: tuple[str, ...]
    sealed: bool
    aside: Path | None = None


def restore(house: Database, path: Path, asked: Asked, say: Say) -> Restored:
    """Raises Invalid for a file that is no backup or that has changed, Conflict for a place that is taken or in use."""
    with at_work.alone(), reading.opened(path) as backup:
        house.dispose()
        taken = _look_around(house, backup, asked)
        lines = erased.to_do_again(house, backup, asked.erasures, incomplete=asked.incomplete_list)
        listing.keep(lines)  # this machine knows first, whatever happens next
        with beside.beside(house) as (made, files):
            done, again = _prepare(made, files, backup, lines, say)
            say("Tout est prêt : la sauvegarde prend sa place…")
            _put_trail(backup)
            aside = beside.take_over(house, made, files, keep=taken)
        with house.reading() as session:
            listing.settle(session)
    upkeep.tell(Work.RESTORE, made_at=done.made_at, rows=done.rows, files=done.files, again=again)
    return dataclasses.replace(done, aside=aside)


def rehearse(house: Database, path: Path, asked: Asked, say: Say) -> Restored:
    """The same without taking any place: what is here goes on, and nothing of it is touched."""
    with reading.opened(path) as backup:
        if not asked.without_keys:
            _keys_are_here(backup)
        lines = erased.to_do_again(house, backup, asked.erasures, incomplete=asked.incomplete_list)
        with beside.beside(house) as (made, files):
            done, _again = _prepare(made, files, backup, lines, say)
    good = not done.missing_keys and not done.broken_chains
    upkeep.tell(Work.TRIAL, made_at=done.made_at, rows=done.rows, files=done.files, good=good)
    return done


# Before anything ------------------------------------------------------------------------------------------------------


def _look_around(house: Database, backup: Backup, asked: Asked) -> bool:
    """Whether something is in the place. Raises Conflict for whatever must be said beforehand."""
    if not asked.without_keys:
        _keys_are_here(backup)
    here = _here(house)
    if here is None or here:
        if not asked.replace:
            raise Conflict(
                "La base de données n'est pas vide. Rien n'a été changé. Ajoutez --replace pour mettre la sauvegarde à sa place."
            )
        if here and not set(here) & set(backup.organisations) and not asked.other_house:
            raise Conflict(
                f"C'est la sauvegarde d'une autre maison ({_named(backup.organisations)}) ; ici se trouve {_named(here)}."
                " Rien n'a été changé. --other-house passe outre."
            )
    return here is None or bool(here)


def _keys_are_here(backup: Backup) -> None:
    """Raises Conflict."""
    if missing := _missing(backup):
        raise Conflict(_keys_first(backup, missing))
    if not backup.sealed:
        raise Conflict(_UNKNOWN_SEAL)
    if backup.secret != seals.secret_print():
        raise Conflict(
            "Le secret de ce serveur (secret.key, ou BIDAIDE_SECRET_KEY) n'est pas celui de la sauvegarde : les cartes, les"
            " codes et les liens déjà remis ne marcheraient plus. Rien n'a été changé. « bidaide keys load » le remet ;"
            " s'il est perdu, --without-keys passe outre."
        )


def _here(house: Database) -> dict[str, str] | None:
    """The organisations that are in the place; None when what is there cannot be read. Raises Conflict when in use."""
    try:
        with house.engine.connect() as connection:
            if not house.is_sqlite and (others := queries.others_connected(connection)):
                raise Conflict(
                    f"Le service est en marche, ou quelqu'un d'autre est dans la base ({others} connexions)."
                    " Rien n'a été changé. Arrêtez-le, puis lancez de nouveau la commande."
                )
            if not inspect(connection).has_table("organisation"):
                return {}
            laid = next(one for one in tables.laid(connection) if one.name == "organisation")
            return queries.organisations(connection, laid)
    except (DBAPIError, sqlite3.DatabaseError):
        if not house.is_sqlite:
            raise  # a server that does not answer takes nothing either
        return None
    finally:
        house.dispose()


def _missing(backup: Backup) -> tuple[str, ...]:
    return tuple(name for name, said in backup.keys.items() if not seals.is_here(name, str(said["print"])))


def _keys_first(backup: Backup, missing: Sequence[str]) -> str:
    said = ", ".join(f"{name} ({backup.keys[name]['values']} valeurs)" for name in missing)
    return (
        f"La sauvegarde demande des clés qui ne sont pas ici : {said}. Rien n'a été changé. Remettez-les d'abord :"
        " « bidaide keys load ». Si elles sont perdues pour toujours, --without-keys passe outre : ce qu'elles ferment"
        " ne se lira plus."
    )


def _named(organisations: Any) -> str:
    return ", ".join(sorted(organisations.values())) or "rien"


# Beside the house -----------------------------------------------------------------------------------------------------


def _prepare(
    made: Database, files: beside.FilesBeside, backup: Backup, lines: list[dict[str, Any]], say: Say
) -> tuple[Restored, dict[str, list[str]]]:
    """All of it, and which certificates of each organisation were erased again."""
    say("Tables…")
    _lay(made, backup.revision)
    rows = _load(made, backup)
    say("Fichiers…")
    n = 0
    for key, fingerprint in backup.files():
        files.bring(key, fingerprint, backup.write_file)
        n += 1
    if migrations.pending(made):
        migrations.migrate(made)
    missing = _missing(backup)
    if not missing:
        for _n in resealing.close_again(made):
            pass  # what steps since have sealed
    say("Ce qui a été effacé depuis…")
    again = _erase_again(made, lines)
    held = _hold_back(made)
    telling.tell(made, backup.made_at, again)
    with made.reading() as session:
        chains = tuple(
            organisation.slug
            for organisation in identity.organisations(session)
            if verify(session, organisation.id).bad_number is not None
        )
    count = sum(map(len, again.values()))
    return Restored(backup.made_at, rows, n, count, held, missing, chains, backup.sealed), again


def _lay(database: Database, revision: str) -> None:
    try:
        migrations.migrate(database, revision)
    except CommandError as error:
        raise Invalid(
            "Cette sauvegarde vient d'une version plus récente de Bidaide. Rien n'a été changé. Mettez d'abord le programme à jour."
        ) from error


def _put_trail(backup: Backup) -> None:
    """On another machine, the trail comes along. A trail that goes on here is longer than the backup's: it stays."""
    folder = settings().data_dir / "trail"
    if settings().trail_url or any(folder.glob("*.db")):
        return
    for name in backup.months_of_the_trail():
        if re.fullmatch(r"\d{4}-\d{2}\.db", name):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / name).write_bytes(backup.month_of_the_trail(name))


def _load(database: Database, backup: Backup) -> int:
    """All rows in one transaction."""
    total = 0
    with database.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # rows may name rows that come later
        try:
            with connection.begin():
                laid = tables.laid(connection)
                unknown = backup.tables - {table.name for table in laid}
                if unknown:
                    raise Invalid(f"La sauvegarde contient une table inconnue : {min(unknown)}. Rien n'a été changé.")
                with _loose(connection, laid):
                    for table in laid:
                        if table.name in backup.tables:
                            total += _fill(connection, table, backup)
                _whole(connection)
        finally:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")
    return total


def _fill(connection: Connection, table: Table, backup: Backup) -> int:
    sqlite, n = connection.dialect.name == "sqlite", 0
    connection.execute(table.delete())  # what a step of the migration has put there itself
    with backup.rows(table.name) as file:
        for lines in _some_at_once(file):
            rows = [tables.row_of(table, line, sqlite=sqlite) for line in lines]
            connection.execute(tables.adding(table, rows[0].keys(), sqlite=sqlite), rows)
            n += len(rows)
    return n


def _some_at_once(file: IO[bytes]) -> Iterator[list[bytes]]:
    while lines := list(islice(file, tables.AT_ONCE)):
        yield lines


class _loose:  # noqa: N801 - a way of doing, used as a block
    """PostgreSQL: rows may name rows that come later; every link is laid again, and checked, at the end."""

    def __init__(self, connection: Connection, laid: list[Table]) -> None:
        self.connection = connection
        self.links = [
            link for table in laid for link in table.foreign_key_constraints if connection.dialect.name == "postgresql"
        ]

    def __enter__(self) -> None:
        for link in self.links:
            self.connection.execute(DropConstraint(link))

    def __exit__(self, kind: type[BaseException] | None, *_more: object) -> None:
        if kind is None:
            for link in self.links:
                self.connection.execute(AddConstraint(link))


def _whole(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise Invalid(
            "La sauvegarde n'est pas entière : une ligne en nomme une autre qui n'y est pas. Rien n'a été changé."
        )


# What has happened since --------------------------------------------------------------------------------------------------


def _erase_again(made: Database, lines: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The certificates that were done again, by organisation; what was put back and erased is in no freed page either."""
    with made.writing() as session:
        unknown = [line for line in lines if not certificates.known(session, line["id"])]
        erasure.replay(session, unknown)
        again: dict[str, list[str]] = defaultdict(list)
        for line in unknown:
            if certificates.known(session, line["id"]):
                again[line["organisation_id"]].append(line["id"])
    if again:
        scrubbing.scrub(made)
    return dict(again)


def _hold_back(database: Database) -> int:
    """Nobody is signed in any more, and nothing that waited to be sent goes by itself: it may have gone since."""
    with database.writing() as session:
        session.execute(update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=now()))
        held = 0
        why = "Restauré depuis une sauvegarde : ce message est peut-être déjà parti."
        for waits, state in ((Mail, DOUBTFUL), (Ring, FAILED)):
            going = update(waits).where(waits.state == WAITING).values(state=state, error=why)
            held += len(session.execute(going.returning(waits.id)).all())
    return held
