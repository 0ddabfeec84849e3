"""A bucket that speaks S3, near or far. `obstore` is known to this module alone."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from app.core.storage.places import KEY, PIECE, place_of

PART = 5 * 1024 * 1024  # of a large file, sent by itself: the least that S3 takes
AT_ONCE = 2  # parts on their way together: what is in memory is their product


class Bucket:
    """`s3://key:secret@bucket/prefix?endpoint=https://…&region=…`; what is not said comes from AWS_* variables."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        endpoint = asked.get("endpoint", "")
        config = {
            "region": asked.get("region", ""),
            "endpoint": endpoint,
            "access_key_id": unquote(parts.username or ""),
            "secret_access_key": unquote(parts.password or ""),
        }
        self._bucket = S3Store(
            parts.hostname or "",
            prefix=parts.path.strip("/") or None,
            config={name: value for name, value in config.items() if value},  # type: ignore[arg-type]  # by name
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": "5s",
                "timeout": "120s",  # of one part, not of the whole
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=60)},
        )

    def put(self, key: str, source: Path) -> None:
        with _meaning(), source.open("rb") as file:
            obstore.put(self._bucket, place_of(key), file, chunk_size=PART, max_concurrency=AT_ONCE)

    def size(self, key: str) -> int:
        with _meaning():
            return obstore.head(self._bucket, place_of(key))["size"]

    def open(self, key: str) -> BinaryIO:
        self.size(key)  # said at once, and not at the first read
        return cast(BinaryIO, io.BufferedReader(_Far(self._bucket, place_of(key)), PIECE))

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        if start >= end:
            return
        with _meaning():
            found = obstore.get(self._bucket, place_of(key), options={"range": (start, end)})
            for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    def local(self, key: str) -> Path | None:
        place_of(key)
        return None

    def delete(self, keys: Sequence[str]) -> None:
        with _meaning():
            for key in keys:
                try:
                    obstore.delete(self._bucket, place_of(key))
                except FileNotFoundError:
                    continue

    def everything(self) -> Iterator[tuple[str, datetime]]:
        with _meaning():
            for page in obstore.list(self._bucket):
                for found in page:
                    key = str(found["path"]).rsplit("/", 1)[-1]
                    if KEY.fullmatch(key):
                        yield key, found["last_modified"]

    def tidy(self, before: datetime) -> None:
        """Parts of a broken sending are the bucket's own affair: a lifecycle rule ends them (docs/deploy.md)."""


class _Far(io.RawIOBase):
    """A far file, read where one asks."""

    def __init__(self, bucket: S3Store, place: str) -> None:
        self._file = obstore.open_reader(bucket, place, buffer_size=PIECE)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        with _meaning():
            return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # whatever BufferedReader gives
        with _meaning():
            piece = self._file.read(len(view))
        view[: len(piece)] = bytes(piece)
        return len(piece)


class _meaning:  # noqa: N801 - reads as a word of the language: `with _meaning():`
    """A bucket that cannot be reached fails as a disk would, in one line, without the address and its keys."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BaseError) and not isinstance(error, OSError):
            raise OSError(0, str(error).partition("\n")[0][:300]) from error
