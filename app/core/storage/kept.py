"""Bytes and their row: both, or neither. A process that dies between the two leaves a note of what it was doing."""

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session
from structlog import get_logger

from app.core.aftermath import if_kept, if_undone
from app.core.errors import NotFound, Unavailable
from app.core.i18n import _
from app.core.settings import settings
from app.core.storage.places import KEY, store

log = get_logger()

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NotThere(NotFound):
    """The row is there and its bytes are not: somebody has removed them by hand, or the place is another one."""


class InQuestion:
    """Bytes that have been put for a row that is not there yet."""

    def __init__(self, owner: str, keys: Sequence[str]) -> None:
        self.owner, self.keys, self.adopted = owner, keys, False

    def adopt(self, session: Session) -> None:
        """The row is written in this transaction: if it is undone, the bytes go with it."""
        if_undone(session, partial(drop, self.owner, self.keys))
        if_kept(session, partial(settle, self.owner))
        self.adopted = True


@contextmanager
def putting(owner: str, pieces: Mapping[str, Path]) -> Iterator[InQuestion]:
    """Keep files by key. At the end of the block they are gone, unless they were adopted. Raises Unavailable."""
    found = InQuestion(owner, tuple(pieces))
    _take_note(owner, found.keys)
    try:
        with refusing():
            for key, path in pieces.items():
                store().put(key, path)
        yield found
    finally:
        if not found.adopted:
            with suppress(OSError):  # the note stays, and a sweep comes back to it
                drop(owner, found.keys)


def remove(session: Session, owner: str, keys: Sequence[str]) -> None:
    """The row is deleted in this transaction: once it is kept, the bytes go."""
    _take_note(owner, keys)
    if_kept(session, partial(drop, owner, keys))
    if_undone(session, partial(settle, owner))


def drop(owner: str, keys: Sequence[str]) -> None:
    """The bytes, then the note that they were in question."""
    store().delete(keys)
    settle(owner)


def settle(owner: str) -> None:
    """The row is there: nothing is in question any longer."""
    _note(owner).unlink(missing_ok=True)


def unsure(before: datetime) -> Iterator[tuple[str, list[str]]]:
    """(owner, keys) of what a process had begun before a moment and never ended."""
    folder = settings().uploads_dir / "unsure"
    for note in folder.iterdir() if folder.is_dir() else ():
        if KEY.fullmatch(note.name) and datetime.fromtimestamp(note.stat().st_mtime, UTC) < before:
            yield note.name, [key for key in note.read_text().split() if KEY.fullmatch(key)]


def _take_note(owner: str, keys: Sequence[str]) -> None:
    note = _note(owner)
    with refusing():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text("\n".join(keys))


def _note(owner: str) -> Path:
    if not KEY.fullmatch(owner):
        raise ValueError("not the id of a file")
    return settings().uploads_dir / "unsure" / owner


@contextmanager
def refusing() -> Iterator[None]:
    """What a place that does not take bytes means for the person who sends them."""
    try:
        yield
    except OSError as error:
        raise unavailable(error) from error


def unavailable(error: OSError) -> Unavailable:
    log.error("storage", error=str(error))
    if error.errno in _FULL:
        return Unavailable(
            _(
                "Le disque du serveur est plein. Votre fichier n'a pas été enregistré. Gardez-le et prévenez votre organisme."
            )
        )
    return Unavailable(
        _("Le serveur n'arrive pas à enregistrer les fichiers. Le vôtre n'a pas été gardé. Prévenez votre organisme.")
    )
