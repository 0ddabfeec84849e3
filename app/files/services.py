"""Keeping files and reading them again: the one service behind every upload of the house.

claim(session, actor, upload_id, owner_id)     a finished upload becomes a file
store(session, actor, organisation, name, …)   a stream becomes a file, here and now (imports, commands)
describe(session, ids)                         names, sizes, pictures and their smaller ones
open_bytes(file) · local_copy(file) · pieces(file)
delete(session, file_id)
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from sqlalchemy.orm import Session

from app.core import storage
from app.core.access import Actor
from app.core.clock import now
from app.core.errors import Forbidden, Unavailable
from app.core.i18n import N_, _
from app.core.keepings import Where, keeps
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.files import keeping, queries, rules
from app.files.models import StoredFile
from app.files.queries import FileInfo, HasBytes, describe
from app.files.uploads import services as uploads
from app.files.uploads.services import claim

_KEPT = PersonalData(Purpose.LEARNING, Basis.CONTRACT, Retention.PATH)
keeps(
    Where.FILE,
    "files",
    N_("Fichiers déposés : travaux, documents, pièces jointes. Chacun a une fiche dans la base, qui dit à qui il est."),
    until=N_("la durée de ce à quoi le fichier est joint"),
    data=_KEPT,
)
keeps(
    Where.LEAVING,
    "storage",
    N_("Les mêmes fichiers, quand ils sont gardés chez un service de stockage."),
    until=N_("la durée de ce à quoi le fichier est joint"),
    data=_KEPT,
    to="storage_url",
)

__all__ = [
    "FileInfo", "HasBytes", "check", "claim", "delete", "describe", "local_copy", "open_bytes", "pieces", "store", "sweep",
    "sweep_orphans",
]  # fmt: skip


def store(
    session: Session,
    actor: Actor | None,
    organisation_id: str,
    name: str,
    stream: BinaryIO,
    owner_id: str | None,
) -> StoredFile:
    """Keep a stream as a file, without believing its name. `owner_id` None: material of a course.

    Raises Invalid for an empty, damaged or infected file, TooLarge above the limits, Unavailable when the disk, the
    bucket or the antivirus does not follow. Nothing stays if the transaction fails.

    Everything happens inside the caller's transaction: what people send through a page goes by `claim`, for which the
    slow part is done before.
    """
    if actor is not None and actor.organisation_id != organisation_id:
        raise Forbidden("")
    with keeping.poured(stream, keeping.limit_for(material=owner_id is None)) as arrived:
        blob = keeping.keep(session, organisation_id, arrived)
        file = keeping.named(blob, name, owner_id, arrived.sha256)
    session.add(file)
    session.flush()
    return file


def delete(session: Session, file_id: str) -> None:
    """Forget a file that nothing names any longer. Its bytes go once the transaction is kept, unless others share them.

    The caller has checked who asks. Asking twice changes nothing.
    """
    file = queries.stored_file(session, file_id)
    if file is None:
        return
    keeping.lock(session, file.organisation_id)
    uploads.forget(session, file_id)
    session.delete(file)
    session.flush()
    keeping.let_go(session, file.blob_id)


def open_bytes(file: HasBytes) -> BinaryIO:
    """To be read from any position, wherever they lie; whoever calls has checked that they may be read."""
    with _reading():
        return storage.store().open(file.blob_id)


@contextmanager
def local_copy(file: HasBytes) -> Iterator[Path]:
    """The bytes as a file of this machine, for the time of the block: the file itself, not to be changed, or a copy."""
    path = storage.store().local(file.blob_id)
    if path is not None and path.is_file():
        yield path
        return
    with tempfile.NamedTemporaryFile(prefix="bidaide-") as copy:
        with open_bytes(file) as source:
            copyfileobj(source, copy, 1024 * 1024)
        copy.flush()
        yield Path(copy.name)


def pieces(file: HasBytes, part: rules.Part | None = None, width: int | None = None) -> Iterator[bytes]:
    """The bytes, or a part of them, one piece after the other. What is missing is said here and not while reading.

    `width` is one of the smaller pictures of the file.
    """
    key = f"{file.blob_id}.{width}" if width else file.blob_id
    with _reading():
        if part is None:
            part = rules.Part(0, storage.store().size(key))
        found = storage.store().read(key, part.start, part.end)
        first = next(found, b"")
    return chain((first,), found)


def check(file: HasBytes, width: int | None = None) -> None:
    """Raises NotFound for bytes that somebody has removed, without reading any."""
    with _reading():
        storage.store().size(f"{file.blob_id}.{width}" if width else file.blob_id)


def sweep(session: Session) -> int:
    """Clear away what is over: uploads that nobody finished, bytes of acts that died half-way. How many were there.

    For a job or a command. What is in question for less than a day may still be under way, and stays.
    """
    return uploads.sweep(session, now())


def sweep_orphans(session: Session) -> int:
    """The whole storage against the whole table: what a restored backup or a lost disk has left. How many were there."""
    before, count = now() - uploads.PATIENCE, 0
    with _reading():
        found = storage.store().everything()
        while some := list(islice(found, 500)):
            known = queries.known_blobs(session, {key[:36] for key, _at in some})
            gone = [key for key, at in some if at < before and key[:36] not in known]
            storage.store().delete(gone)
            count += len(gone)
        storage.store().tidy(before)
    return count


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise storage.NotThere(_("Ce fichier n'est plus sur le serveur. Prévenez votre organisme.")) from error
    except OSError as error:
        raise Unavailable(
            _("Le serveur n'arrive pas à lire ce fichier. Rien n'est perdu. Essayez de nouveau dans quelques minutes.")
        ) from error
