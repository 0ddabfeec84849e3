"""A backup: one ZIP with every table, every stored file, the trail, and the list of erasures. No key is in it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from sqlalchemy import Table
from sqlalchemy.engine import Connection
from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream  # type: ignore[import-untyped]

from app.backups import queries, tables
from app.core import keyring
from app.core.clock import now
from app.core.db import Database
from app.core.settings import settings
from app.core.storage.places import PIECE, store
from app.core.trail import trail

FORMAT = 1
MANIFEST = "manifest.json"
ERASURES = "erasures.jsonl"


@dataclass
class Written:
    """What a backup holds: rows of each table, its fingerprint; files, and those whose bytes were not there."""

    rows: dict[str, int] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)
    files: int = 0
    octets: int = 0
    absent: list[str] = field(default_factory=list)


def write(database: Database, out: BinaryIO) -> Written:
    """Everything as it stands at one moment, in small pieces: people go on working meanwhile."""
    written = Written()
    with database.engine.connect() as plain:
        connection = plain.execution_options(writes=False)
        if not database.is_sqlite:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            for piece in _pieces(connection, written):
                out.write(piece)
    return written


def _pieces(connection: Connection, written: Written) -> Iterator[bytes]:
    made_at, revision = now(), queries.revision(connection)
    zipped = ZipStream(compress_type=ZIP_DEFLATED)
    laid = tables.laid(connection)
    for one in laid:
        zipped.add(_counted(connection, one, written), f"tables/{one.name}.jsonl")
        yield from zipped.all_files()
    for key in queries.stored(connection, next(one for one in laid if one.name == "blob")):
        try:
            size = store().size(key)
            zipped.add(store().read(key, 0, size), f"files/{key}", compress_type=ZIP_STORED)
            yield from zipped.all_files()
        except FileNotFoundError:
            written.absent.append(key)
            continue
        written.files, written.octets = written.files + 1, written.octets + size
    with TemporaryDirectory(prefix="bidaide-trail-") as folder:
        for name, path in _beside(Path(folder)):
            zipped.add(_bytes_of(path), name)
            yield from zipped.all_files()
    zipped.add(json.dumps(_manifest(made_at, revision, written), ensure_ascii=False, indent=1).encode(), MANIFEST)
    yield from zipped.finalize()


def _counted(connection: Connection, one: Table, written: Written) -> Iterator[bytes]:
    digest, n = hashlib.sha256(), 0
    for line in tables.lines(connection, one):
        digest.update(line)
        n += 1
        yield line
    written.rows[one.name], written.prints[one.name] = n, digest.hexdigest()


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


def _manifest(made_at: Any, revision: str, written: Written) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": made_at.isoformat(),
        "revision": revision,
        "keys_needed": keyring.numbers(),
        "tables": {name: {"rows": n, "sha256": written.prints[name]} for name, n in written.rows.items()},
        "files": written.files,
        "octets": written.octets,
        "absent": written.absent,
    }
