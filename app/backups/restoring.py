"""Putting a backup back: into an empty place, or in place of what is there. What was erased since is erased again."""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from alembic.util.exc import CommandError
from sqlalchemy import Connection, MetaData, Table, inspect, text, update
from sqlalchemy.schema import AddConstraint, DropConstraint

from app.backups import tables
from app.backups.writing import ERASURES, FORMAT, MANIFEST
from app.core import keyring, migrations, resealing
from app.core.clock import now
from app.core.db import Database
from app.core.errors import Conflict, Invalid
from app.core.settings import settings
from app.core.storage.places import KEY, store
from app.identity import queries as identity
from app.identity.models import SignIn
from app.ledger.services import verify
from app.notifications.models import DOUBTFUL, FAILED, WAITING, Mail, Ring
from app.privacy.erasure import listing, scrubbing
from app.privacy.erasure import services as erasure

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """Rows and files put back; people erased again; mail that may have gone already; keys that are not here."""

    made_at: str
    rows: int
    files: int
    erased_again: int
    held_back: int
    missing_keys: tuple[int, ...]
    broken_chains: tuple[str, ...]


def restore(database: Database, path: Path, *, replace: bool, erasures: Path | None, say: Say) -> Restored:
    """Raises Invalid for a file that is no backup or that has changed, Conflict for a place that is taken."""
    with _opened(path) as backup:
        manifest = _manifest(backup)
        aside = _make_room(database, replace)
        try:
            _lay(database, str(manifest["revision"]))
            say("Fichiers…")
            files = _put_files(backup)
            _put_trail(backup)
            say("Tables…")
            rows = _load(database, backup, manifest)
        except BaseException:
            _take_back(database, aside)
            raise
        lines = _erasures(backup, erasures)
    if migrations.pending(database):
        migrations.migrate(database)
    with database.reading() as session:
        missing = tuple(sorted(set(resealing.usage(session)) - {resealing.CLEAR, 0} - set(keyring.numbers())))
    if not missing:
        for _n in resealing.close_again(database):
            pass  # what steps since have sealed
    say("Ce qui a été effacé depuis…")
    erased = _erase_again(database, lines)
    held = _hold_back(database)
    with database.reading() as session:
        chains = tuple(
            organisation.slug
            for organisation in identity.organisations(session)
            if verify(session, organisation.id).bad_number is not None
        )
    return Restored(str(manifest["made_at"]), rows, files, erased, held, missing, chains)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Invalid(f"« {path} » n'est pas une sauvegarde lisible. Rien n'a été changé.") from error


def _manifest(backup: zipfile.ZipFile) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(backup.read(MANIFEST))
    except (KeyError, ValueError, zipfile.BadZipFile) as error:
        raise Invalid("Ce fichier n'est pas une sauvegarde de Bidaide. Rien n'a été changé.") from error
    if found.get("format") != FORMAT:
        raise Invalid("Cette sauvegarde vient d'une version plus récente de Bidaide. Rien n'a été changé.")
    if broken := backup.testzip():
        raise Invalid(f"La sauvegarde est abîmée : « {broken} ». Rien n'a été changé. Prenez-en une autre.")
    for name, said in found["tables"].items():
        if _print_of(backup, name) != (said["rows"], said["sha256"]):
            raise Invalid(f"La table « {name} » n'est pas celle que la sauvegarde annonce. Rien n'a été changé.")
    return found


def _print_of(backup: zipfile.ZipFile, name: str) -> tuple[int, str]:
    digest, n = hashlib.sha256(), 0
    try:
        with backup.open(f"tables/{name}.jsonl") as file:
            for line in file:
                digest.update(line)
                n += 1
    except KeyError:
        return 0, ""
    return n, digest.hexdigest()


# The place ------------------------------------------------------------------------------------------------------------


def _make_room(database: Database, replace: bool) -> list[tuple[Path, Path]]:
    """An empty database. What was in a SQLite file is put aside, under another name: [(its place, where it went)]."""
    with database.engine.connect() as connection:
        taken = inspect(connection).has_table("organisation") and bool(
            connection.execute(text("SELECT count(*) FROM organisation")).scalar_one()
        )
    if taken and not replace:
        raise Conflict(
            "La base de données n'est pas vide. Rien n'a été changé. Ajoutez --replace pour mettre la sauvegarde à sa place."
        )
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            found = MetaData()
            found.reflect(connection)
            found.drop_all(connection)
        return []
    database.dispose()
    file, stamp = Path(str(database.url.database)), now().strftime("%Y%m%d-%H%M%S")
    moved = []
    for end in ("", "-wal", "-shm"):
        path = file.with_name(file.name + end)
        if taken and path.exists():
            aside = path.with_name(f"{file.name}.avant-{stamp}{end}")
            path.rename(aside)
            moved.append((path, aside))
        path.unlink(missing_ok=True)  # nothing was in it
    return moved


def _take_back(database: Database, aside: Iterable[tuple[Path, Path]]) -> None:
    """Nothing half done: what was put aside comes back."""
    aside = list(aside)
    if aside:  # the place was empty otherwise
        database.dispose()
        for place, _where in aside:
            place.unlink(missing_ok=True)
        for place, where in aside:
            where.rename(place)


def _lay(database: Database, revision: str) -> None:
    try:
        migrations.migrate(database, revision)
    except CommandError as error:
        raise Invalid(
            "Cette sauvegarde vient d'une version plus récente de Bidaide : mettez d'abord le programme à jour."
        ) from error


# What was in it ---------------------------------------------------------------------------------------------------------


def _put_files(backup: zipfile.ZipFile) -> int:
    """Bytes before rows: what a row names is there as soon as the row is."""
    part, n = settings().uploads_dir / "restoring.part", 0
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        for name in backup.namelist():
            folder, _slash, key = name.partition("/")
            if folder == "files" and KEY.fullmatch(key):
                with backup.open(name) as source, part.open("wb") as copy:
                    while piece := source.read(1 << 20):
                        copy.write(piece)
                store().delete([key])
                store().put(key, part)
                part.unlink()
                n += 1
    finally:
        part.unlink(missing_ok=True)
    return n


def _put_trail(backup: zipfile.ZipFile) -> None:
    """On another machine, the trail comes along. A trail that goes on here is longer than the backup's: it stays."""
    folder = settings().data_dir / "trail"
    if settings().trail_url or any(folder.glob("*.db")):
        return
    for name in backup.namelist():
        if re.fullmatch(r"trail/\d{4}-\d{2}\.db", name):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / name.removeprefix("trail/")).write_bytes(backup.read(name))


def _load(database: Database, backup: zipfile.ZipFile, manifest: Mapping[str, Any]) -> int:
    """All rows in one transaction."""
    total = 0
    with database.engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        if database.is_sqlite:
            raw.execute("PRAGMA foreign_keys=OFF")  # rows may name rows that come later
        try:
            with connection.begin():
                laid = tables.laid(connection)
                unknown = set(manifest["tables"]) - {table.name for table in laid}
                if unknown:
                    raise Invalid(f"La sauvegarde contient une table inconnue : {min(unknown)}. Rien n'a été changé.")
                with _loose(connection, laid):
                    for table in laid:
                        if table.name in manifest["tables"]:
                            total += _fill(connection, table, backup)
                _whole(connection)
        finally:
            if database.is_sqlite:
                raw.execute("PRAGMA foreign_keys=ON")
    return total


def _fill(connection: Connection, table: Table, backup: zipfile.ZipFile) -> int:
    sqlite, n = connection.dialect.name == "sqlite", 0
    connection.execute(table.delete())  # what a step of the migration has put there itself
    with backup.open(f"tables/{table.name}.jsonl") as file:
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


def _erasures(backup: zipfile.ZipFile, given: Path | None) -> list[dict[str, Any]]:
    """The lists of this machine, of the backup, and the one given by hand: each erasure that was not undone, once."""
    texts = [listing.text_of(path) for path in (listing.path(), given) if path is not None]
    if ERASURES in backup.namelist():
        texts.append(backup.read(ERASURES).decode())
    return listing.gathered(texts)


def _erase_again(database: Database, lines: list[dict[str, Any]]) -> int:
    """The list of this machine knows first; what was put back and erased again is then in no freed page either."""
    listing.keep(lines)
    with database.writing() as session:
        erased = erasure.replay(session, lines)
    with database.reading() as session:
        listing.settle(session)
    if erased:
        scrubbing.scrub(database)
    return erased


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
