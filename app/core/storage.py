"""The bytes of stored files: on disk, each under the id of its row, never without its row."""

import errno
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from app.core.errors import TooLarge, Unavailable
from app.core.i18n import _
from app.core.settings import settings

PIECE = 512 * 1024  # read and written at a time
HEAD = 4096  # first bytes, enough to tell what a file is

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNKEPT = "storage_unkept"  # in session.info: files written by the transaction that is under way
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Written:
    """What was learned while writing; `size` 0 means that nothing came and nothing was kept."""

    size: int
    sha256: str
    head: bytes


@dataclass(frozen=True, slots=True)
class _Unkept:
    path: Path
    inside: tuple[SessionTransaction, ...]  # the transaction that wrote it, then those around it


def path_of(file_id: str) -> Path:
    """Where the bytes of a file are. The folder is the random end of the id, so that folders stay small."""
    if not _ID.fullmatch(file_id):
        raise ValueError("not the id of a file")
    return settings().files_dir / file_id[-2:] / file_id


def write(session: Session, file_id: str, stream: BinaryIO, limit: int) -> Written:
    """Keep a stream of at most `limit` bytes; if the transaction fails later, the bytes leave with it.

    Raises TooLarge or, when the disk does not take them, Unavailable. Either way nothing is left behind.
    """
    path = path_of(file_id)
    part = path.with_name(f"{file_id}.{uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = _pour(stream, part, limit)
        if written.size:
            os.replace(part, path)
            _sync_folder(path.parent)
            _leave_with(session, path)
        return written
    except OSError as error:
        raise _unavailable(error) from error
    finally:
        part.unlink(missing_ok=True)


def _pour(stream: BinaryIO, part: Path, limit: int) -> Written:
    size, head, digest = 0, b"", hashlib.sha256()
    with part.open("xb") as file:
        while piece := stream.read(PIECE):
            size += len(piece)
            if size > limit:
                raise TooLarge(
                    _(
                        "Ce fichier est trop lourd : %(limit)s Mo au plus. Rien n'a été enregistré. Envoyez un fichier plus petit."
                    )
                    % {"limit": limit // 1_000_000}
                )
            digest.update(piece)
            if len(head) < HEAD:
                head += piece[: HEAD - len(head)]
            file.write(piece)
        if size:
            file.flush()
            os.fsync(file.fileno())
    return Written(size, digest.hexdigest(), head)


def _sync_folder(folder: Path) -> None:
    """A new name is kept through a power cut only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unavailable(error: OSError) -> Unavailable:
    if error.errno in _FULL:
        return Unavailable(
            _(
                "Le disque du serveur est plein. Votre fichier n'a pas été enregistré. Gardez-le et prévenez votre organisme."
            )
        )
    return Unavailable(
        _("Le serveur n'arrive pas à enregistrer les fichiers. Le vôtre n'a pas été gardé. Prévenez votre organisme.")
    )


def _leave_with(session: Session, path: Path) -> None:
    inside: list[SessionTransaction] = []
    transaction = session.get_nested_transaction() or session.get_transaction()
    while transaction is not None:
        inside.append(transaction)
        transaction = transaction.parent
    session.info.setdefault(_UNKEPT, []).append(_Unkept(path, tuple(inside)))


@event.listens_for(Session, "after_soft_rollback")
def _remove_orphans(session: Session, rolled_back: SessionTransaction) -> None:
    """What a transaction wrote, or one inside it, goes when it is undone."""
    unkept: list[_Unkept] = session.info.get(_UNKEPT, [])
    for file in [file for file in unkept if rolled_back in file.inside]:
        file.path.unlink(missing_ok=True)
        unkept.remove(file)


@event.listens_for(Session, "after_commit")
def _all_kept(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_UNKEPT, None)
