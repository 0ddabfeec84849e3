"""How bytes become a blob: looked at, made fit, put in storage, and written down. Each step may refuse."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session
from structlog import get_logger

from app.core import storage
from app.core.db import one_at_a_time
from app.core.errors import Invalid, NoRoomLeft, TooLarge
from app.core.i18n import _
from app.core.ids import new_id
from app.core.settings import settings
from app.core.storage.kept import refusing
from app.files import content, pictures, queries, rules, scanning
from app.files.models import Blob, StoredFile
from app.files.uploads import parts

log = get_logger()

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Arrived:
    """A whole file on this machine, as it came."""

    path: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fit:
    """What will be kept of it: bytes by key, the first key being the id of the blob to come."""

    blob_id: str
    pieces: Mapping[str, Path]
    media_type: str
    size: int
    weight: int
    sha256: str
    sent_sha256: str
    width: int | None = None
    height: int | None = None
    smaller: Mapping[str, int] = field(default_factory=dict)


def limit_for(material: bool) -> int:
    """Octets that one file may weigh: material of a course, or what somebody hands in."""
    chosen = settings()
    return (chosen.material_limit_mb if material else chosen.upload_limit_mb) * 1_000_000


def empty() -> Invalid:
    return Invalid(
        _("Ce fichier est vide. Rien n'a été enregistré. Vérifiez qu'il s'ouvre chez vous, puis envoyez-le de nouveau.")
    )


def too_heavy(limit: int) -> TooLarge:
    return TooLarge(
        _("Ce fichier est trop lourd : %(limit)s Mo au plus. Rien n'a été enregistré. Envoyez un fichier plus petit.")
        % {"limit": limit // 1_000_000}
    )


@contextmanager
def poured(stream: BinaryIO, limit: int) -> Iterator[Arrived]:
    """A stream of at most `limit` octets, written to this machine for the time of the block."""
    with _working() as folder:
        path, size, digest = folder / "arrived", 0, hashlib.sha256()
        with refusing(), path.open("xb") as file:
            while piece := stream.read(PIECE):
                size += len(piece)
                if size > limit:
                    raise too_heavy(limit)
                digest.update(piece)
                file.write(piece)
        yield Arrived(path, size, digest.hexdigest())


def measured(path: Path) -> Arrived:
    with refusing(), path.open("rb") as file:
        return Arrived(path, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def examine(arrived: Arrived) -> None:
    """Refuse what must not be kept at all."""
    if not arrived.size:
        raise empty()
    scanning.scan(arrived.path)


def keep(session: Session, organisation_id: str, arrived: Arrived) -> Blob:
    """The blob of a file that has arrived: the one the organisation has, or a new one. All in this transaction."""
    examine(arrived)
    lock(session, organisation_id)
    if known := queries.blob_with(session, organisation_id, arrived.sha256):
        return known
    with made_fit(arrived) as fit, storage.putting(fit.blob_id, fit.pieces) as put:
        return adopt(session, organisation_id, fit, put)


@contextmanager
def made_fit(arrived: Arrived) -> Iterator[Fit]:
    """Its type found, a picture made again. What was written for it goes at the end of the block."""
    blob_id = new_id()
    with refusing(), _working() as folder:
        with arrived.path.open("rb") as file:
            media_type = content.media_type(file)
        if media_type in rules.UNREADABLE_PICTURES:
            raise _unreadable_picture()
        if media_type not in rules.PICTURES:
            yield Fit(
                blob_id, {blob_id: arrived.path}, media_type, arrived.size, arrived.size, arrived.sha256, arrived.sha256
            )
            return
        picture = pictures.make_again(arrived.path, media_type, folder)
        kept = arrived if picture.path == arrived.path else measured(picture.path)
        smaller = {str(width): path.stat().st_size for width, path in sorted(picture.smaller.items())}
        yield Fit(
            blob_id, {blob_id: kept.path} | {f"{blob_id}.{width}": path for width, path in picture.smaller.items()},
            media_type, kept.size, kept.size + sum(smaller.values()), kept.sha256, arrived.sha256,
            picture.width, picture.height, smaller,
        )  # fmt: skip


def adopt(session: Session, organisation_id: str, fit: Fit, put: storage.InQuestion) -> Blob:
    """Write down a blob whose bytes have been put, unless the organisation has it by now or has no room for it."""
    lock(session, organisation_id)
    if known := queries.blob_with(session, organisation_id, fit.sent_sha256, fit.sha256):
        return known
    refuse_beyond_quota(session, organisation_id, fit.weight)
    put.adopt(session)
    blob = Blob(
        id=fit.blob_id,
        organisation_id=organisation_id,
        media_type=fit.media_type,
        size=fit.size,
        weight=fit.weight,
        sha256=fit.sha256,
        sent_sha256=fit.sent_sha256,
        width=fit.width,
        height=fit.height,
        smaller=dict(fit.smaller),
    )
    session.add(blob)
    session.flush()
    return blob


def refuse_beyond_quota(session: Session, organisation_id: str, more: int) -> None:
    quota = settings().quota_mb * 1_000_000
    if quota and queries.weight_of(session, organisation_id) + more > quota:
        raise NoRoomLeft(
            _(
                "L'espace de fichiers de votre organisme est plein (%(quota)s Mo). Votre fichier n'a pas été enregistré. "
                "Gardez-le et prévenez votre organisme."
            )
            % {"quota": settings().quota_mb}
        )


def sweep(session: Session, before: datetime) -> int:
    """Bytes that a process put or was removing when it died, before this moment; how many blobs there were."""
    count = 0
    for owner, keys in list(storage.unsure(before)):
        try:
            if queries.known_blobs(session, [owner]):
                storage.settle(owner)
            else:
                storage.drop(owner, keys)
                count += 1
        except OSError as error:  # the place does not answer: the note stays for another time
            log.warning("sweep", error=str(error))
    return count


def let_go(session: Session, blob_id: str) -> None:
    """Forget bytes that no file and no upload names any longer."""
    blob = queries.blob_to_let_go(session, blob_id)
    if blob is None:
        return
    keys = [blob_id, *(f"{blob_id}.{width}" for width in blob.smaller)]
    session.delete(blob)
    session.flush()
    storage.remove(session, blob_id, keys)


def named(blob: Blob, name: str, owner_id: str | None, sent_sha256: str) -> StoredFile:
    """A file that names these bytes."""
    return StoredFile(
        organisation_id=blob.organisation_id,
        owner_id=owner_id,
        blob_id=blob.id,
        name=rules.clean_name(name),
        media_type=blob.media_type,
        size=blob.size,
        sha256=blob.sha256,
        sent_sha256=sent_sha256,
    )


def lock(session: Session, organisation_id: str) -> None:
    """What an organisation holds is counted, found and let go by one transaction at a time."""
    one_at_a_time(session, f"files of {organisation_id}")


@contextmanager
def _working() -> Iterator[Path]:
    """A folder of its own beside what is on its way: the same disk, so that keeping costs no second copy."""
    home = settings().uploads_dir
    with refusing():
        home.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=parts.WORK, dir=home, ignore_cleanup_errors=True)
    with folder as name:
        yield Path(name)


def _unreadable_picture() -> Invalid:
    return Invalid(
        _(
            "Cette image est dans un format que beaucoup d'appareils n'ouvrent pas (HEIC ou AVIF). Rien n'a été "
            "enregistré. Enregistrez-la en JPEG. Sur un iPhone : Réglages, Appareil photo, Formats, « Le plus compatible »."
        )
    )
