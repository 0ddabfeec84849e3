"""Handing a letter or an SMS to another machine, so that a process killed in between sends nothing twice.

What is on its way leaves a mark in DATA_DIR: `?` before the other side can have taken all of it, `!` once it has said yes.
A mark costs some microseconds, where a row of the database costs a write to the disk. The mark goes when the row says
the same. Whoever comes after a crash finds: no mark, nothing was handed; `!`, it arrived; `?`, nobody knows, and somebody
decides. A kill cannot undo a mark; only a power cut can, and then the same Message-ID leaves again.
"""

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.aftermath import if_kept
from app.core.settings import settings


class Handed(StrEnum):
    NOT = ""
    MAYBE = "?"
    YES = "!"


def _path(name: str) -> Path:
    return settings().data_dir / "handing" / name


def found(name: str) -> Handed:
    """What an interrupted process left of this handing."""
    try:
        return Handed(_path(name).read_text())
    except (FileNotFoundError, ValueError):
        return Handed.NOT


def mark(name: str, handed: Handed) -> None:
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(line, handed.value.encode(), 0)
    finally:
        os.close(line)


def clear(name: str) -> None:
    with suppress(FileNotFoundError):
        _path(name).unlink()


def clear_if_kept(session: Session, name: str) -> None:
    """Once the row says it, the mark has nothing more to say."""
    if_kept(session, lambda: clear(name))
