"""A folder of this machine."""

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from app.core.storage.places import KEY, PIECE, place_of


class Disk:
    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, key: str, source: Path) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        sync(source)
        try:
            os.link(
                source, path
            )  # a second name: 500 MB are kept at once, and the first name is still there if it fails
        except OSError:  # another disk, one that gives a file one name only, or a key put again
            self._copy(source, path)
        sync(path.parent)

    def _copy(self, source: Path, path: Path) -> None:
        part = path.with_name(f"{path.name}.{uuid4().hex[:8]}.part")
        try:
            shutil.copyfile(source, part)
            sync(part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)

    def size(self, key: str) -> int:
        return self._path(key).stat().st_size

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        with self.open(key) as file:
            file.seek(start)
            while start < end and (piece := file.read(min(PIECE, end - start))):
                start += len(piece)
                yield piece

    def local(self, key: str) -> Path | None:
        return self._path(key)

    def delete(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._path(key).unlink(missing_ok=True)

    def everything(self) -> Iterator[tuple[str, datetime]]:
        for path in self.root.glob("??/*"):
            if KEY.fullmatch(path.name):
                # the moment it was given this name: its bytes may have been written days before
                yield path.name, datetime.fromtimestamp(path.stat().st_ctime, UTC)

    def tidy(self, before: datetime) -> None:
        for part in self.root.glob("??/*.part"):
            if datetime.fromtimestamp(part.stat().st_mtime, UTC) < before:
                part.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.root / place_of(key)


def sync(path: Path) -> None:
    """Through to the disk. A new name is kept through a power cut only once its folder is, too."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
