"""A backup: one ZIP with every table, every stored file, the trail, and the list of erasures. No key is in it.

Its manifest holds the fingerprint of everything else, and is sealed with the key of the day: whoever changes a backup
without having the keys is found out when it is put back.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import Table
from sqlalchemy.engine import Connection
from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from app.backups import queries, seals, tables
from app.core import keyring, migrations, resealing
from app.core.clock import now
from app.core.db import Database
from app.core.settings import settings
from app.core.storage.places import PIECE, store
from app.core.trail import trail

FORMAT = 2
MANIFEST = "manifest.json"
SEAL = "seal.json"
ERASURES = "erasures.jsonl"


@dataclass
class Written:
    """What a backup holds: rows of each table, its fingerprint; files, and those whose bytes were not there."""

    rows: dict[str, int] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    files: int = 0
    octets: int = 0
    absent: list[str] = field(default_factory=list)


def write(database: Database, out: BinaryIO) -> Written:
    """Everything as it stands at one moment, in small pieces: people go on working meanwhile."""
    written, used = Written(), _keys_used(database)
    with database.engine.connect() as plain:
        connection = plain.execution_options(writes=False)
        if not database.is_sqlite:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            for piece in _pieces(connection, written, used):
                out.write(piece)
    return written


def _keys_used(database: Database) -> dict[int, int]:
    """How many values each key closes. A database that waits for its steps is read as it lies: every key may be needed."""
    number, _secret = keyring.current()  # it seals the manifest
    if migrations.pending(database):
        return dict.fromkeys(keyring.numbers(), 0)
    with database.reading() as session:
        used = resealing.usage(session)
    return {number: 0} | {each: n for each, n in used.items() if each not in (resealing.CLEAR, 0)}


def _pieces(connection: Connection, written: Written, used: Mapping[int, int]) -> Iterator[bytes]:
    made_at, revision = now(), queries.revision(connection)
    zipped = ZipStream(compress_type=ZIP_DEFLATED)
    laid = tables.laid(connection)
    for one in laid:
        zipped.add(_counted(connection, one, written), f"tables/{one.name}.jsonl")
        yield from zipped.all_files()
    for key in queries.stored(connection, next(one for one in laid if one.name == "blob")):
        try:
            size = store().size(key)
            zipped.add(
                _printed(store().read(key, 0, size), f"files/{key}", written), f"files/{key}", compress_type=ZIP_STORED
            )
            yield from zipped.all_files()
        except FileNotFoundError:
            written.absent.append(key)
            continue
        written.files, written.octets = written.files + 1, written.octets + size
    with TemporaryDirectory(prefix="bidaide-trail-") as folder:
        for name, path in _beside(Path(folder)):
            zipped.add(_printed(_bytes_of(path), name, written), name)
            yield from zipped.all_files()
    places = queries.organisations(connection, next(one for one in laid if one.name == "organisation"))
    manifest = json.dumps(_manifest(made_at, revision, written, used, places), ensure_ascii=False, indent=1).encode()
    zipped.add(manifest, MANIFEST)
    zipped.add(json.dumps(seals.seal_of(manifest)).encode(), SEAL)
    yield from zipped.finalize()


def _counted(connection: Connection, one: Table, written: Written) -> Iterator[bytes]:
    digest, n = hashlib.sha256(), 0
    for line in tables.lines(connection, one):
        digest.update(line)
        n += 1
        yield line
    written.rows[one.name], written.prints[one.name] = n, digest.hexdigest()


def _printed(pieces: Iterable[bytes], name: str, written: Written) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        yield piece
    written.parts[name] = digest.hexdigest()


def _beside(folder: Path) -> Iterator[tuple[str, Path]]:
    """What is kept apart from the database: the months of the trail, and the list of erasures."""
    for name in trail().copy_to(folder):
        yield f"trail/{name}", folder / name
    erasures = settings().data_dir / ERASURES
    if erasures.exists():
        yield ERASURES, erasures


def _bytes_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _manifest(
    made_at: Any, revision: str, written: Written, used: Mapping[int, int], organisations: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "revision": revision,
        "organisations": organisations,
        "keys": {
            seals.name_of(number): {"values": n, "print": _print_of(number)} for number, n in sorted(used.items())
        },
        "secret": seals.secret_print(),
        "tables": {name: {"rows": n, "sha256": written.prints[name]} for name, n in written.rows.items()},
        "parts": written.parts,
        "octets": written.octets,
        "absent": written.absent,
    }


def _print_of(number: int) -> str:
    """Nothing for a key that was lost before: what it closes comes along all the same."""
    try:
        return seals.print_of(number)
    except keyring.NoSuchKey:
        return ""
