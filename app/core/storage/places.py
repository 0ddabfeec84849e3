"""The one port, and which place is behind it: `store()` is the folder, or the bucket that STORAGE_URL names."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from app.core.settings import settings

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\.\d{2,5})?")
PIECE = 256 * 1024  # read and sent at a time


class Store(Protocol):
    """Whole bytes by key. A key is an id, or an id with the width of a picture made from it: `<id>.480`.

    What is not there raises FileNotFoundError; a place that does not answer, OSError.
    """

    def put(self, key: str, source: Path) -> None:
        """Keep a file under a key: whole, through a power cut, or not at all. The source stays where it is."""

    def size(self, key: str) -> int: ...

    def open(self, key: str) -> BinaryIO:
        """To read from any position."""

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, and without, `end`, in pieces."""

    def local(self, key: str) -> Path | None:
        """Where the bytes lie on this machine; None when they are elsewhere."""

    def delete(self, keys: Sequence[str]) -> None:
        """What is not there is gone already."""

    def everything(self) -> Iterator[tuple[str, datetime]]:
        """Everything that is there, with the moment it came."""

    def tidy(self, before: datetime) -> None:
        """Clear away what a `put` that died before this moment has left."""


def place_of(key: str) -> str:
    """The path of a key, the same in a folder and in a bucket: the random end of the id comes first, so that folders
    stay small."""
    if not KEY.fullmatch(key):
        raise ValueError("not the id of a file")
    return f"{key[34:36]}/{key}"


_meanwhile: Store | None = None


@contextmanager
def storing_in(other: Store) -> Iterator[None]:
    """The whole process keeps its files elsewhere: while a backup is prepared, nothing of the house is touched."""
    global _meanwhile
    before, _meanwhile = _meanwhile, other
    try:
        yield
    finally:
        _meanwhile = before


def store() -> Store:
    from app.core.storage.disk import Disk  # noqa: PLC0415 - a place is loaded when it is chosen

    if _meanwhile is not None:
        return _meanwhile
    url = settings().storage_url
    return _bucket(url) if url else Disk(settings().files_dir)


@cache
def _bucket(url: str) -> Store:
    from app.core.storage.bucket import Bucket  # noqa: PLC0415 - and object storage costs 20 MB

    return Bucket(url)
