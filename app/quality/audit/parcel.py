"""An archive written as it leaves, the same bytes for the same entries.

The standard writer is used rather than zipstream-ng, which marks each entry with the hour of the making: two makings of
one file would differ. Each entry here bears the day that the file is about.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

PACKED = (".pdf", ".xlsx", ".png", ".jpg", ".jpeg", ".webp", ".zip", ".docx", ".odt", ".mp4", ".mp3")  # inside already
SUMS = "sha256sums.txt"


class Parcel:
    """One archive on its way out."""

    def __init__(self, day: date) -> None:
        self._out = _Outlet()
        self._zip = ZipFile(self._out, "w", ZIP_DEFLATED, compresslevel=6)  # type: ignore[call-overload]
        self._day = (day.year, day.month, day.day, 12, 0, 0)
        self._sums: list[str] = []

    def put(self, path: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """One entry, sent as its pieces come."""
        info = ZipInfo(path, self._day)
        info.external_attr = 0o644 << 16
        info.create_system = 3
        info.compress_type = ZIP_STORED if path.endswith(PACKED) else ZIP_DEFLATED
        digest = hashlib.sha256()
        with self._zip.open(info, "w", force_zip64=False) as entry:
            for piece in pieces:
                digest.update(piece)
                entry.write(piece)
                yield from self._out.take()
        self._sums.append(f"{digest.hexdigest()}  {path}\n")
        yield from self._out.take()

    def end(self) -> Iterator[bytes]:
        """The sums of all that was put, then the list of entries."""
        yield from self.put(SUMS, ["".join(self._sums).encode()])
        self._zip.close()
        yield from self._out.take()


class _Outlet:
    """Where the archive writes: what has come is taken away, nothing is read again."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def take(self) -> Iterator[bytes]:
        waiting, self._waiting = self._waiting, []
        return iter(waiting)
