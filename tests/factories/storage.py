"""Bytes on the disk, which no transaction takes back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from app.core.storage.disk import Disk


@contextmanager
def bytes_come_back() -> Iterator[None]:
    """What is deleted inside is gone for whoever looks there; at the end each file is back at its place."""
    really = Disk.delete
    gone: dict[Path, bytes] = {}

    def delete(disk: Disk, keys: Sequence[str]) -> None:
        places = [place for key in keys if (place := disk.local(key)) and place.exists()]
        gone.update({place: place.read_bytes() for place in places})
        really(disk, keys)

    with patch.object(Disk, "delete", delete):
        try:
            yield
        finally:
            for place, held in gone.items():
                place.write_bytes(held)
