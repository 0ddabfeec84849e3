"""What has come of a file, on this machine's disk. Its length is the offset: what is there after a cut is what has come.

The file systems we know lengthen a file after its data is written, never before; and nothing is acknowledged before the
disk has it. So a server that is killed, or a line that is cut, loses what was in the air and nothing else.
"""

import errno
import fcntl
import os
import re
import shutil
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiofiles
import anyio
from anyio import CancelScope, to_thread
from starlette.requests import ClientDisconnect

from app.core.errors import Conflict, TooLarge
from app.core.i18n import _
from app.core.settings import settings
from app.core.storage.disk import sync
from app.core.storage.kept import refusing

PIECE = 512 * 1024  # gathered before it is written: each write is a turn of a thread
IDLE = 30  # seconds without an octet: the line is dead and does not know it
_PATIENCE = 10  # seconds that a new line waits for the old one to let go

WORK = "work-"  # folders in which files are made fit
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_lines: dict[str, CancelScope] = {}  # upload → the line that brings it just now


def path_of(upload_id: str) -> Path:
    if not _ID.fullmatch(upload_id):
        raise ValueError("not the id of an upload")
    return settings().uploads_dir / upload_id


def length(upload_id: str) -> int:
    try:
        return path_of(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def forget(upload_id: str) -> None:
    path_of(upload_id).unlink(missing_ok=True)


def sweep(before: datetime) -> int:
    """Clear away parts and working folders that nobody has touched since: their uploads are over."""
    gone = 0
    for path in settings().uploads_dir.iterdir() if settings().uploads_dir.is_dir() else ():
        with suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) >= before:
                continue
            if _ID.fullmatch(path.name):
                path.unlink()
            elif path.name.startswith(WORK):
                shutil.rmtree(path)
            else:
                continue
            gone += 1
    return gone


async def settled_length(upload_id: str) -> int:
    """How much has come, once an older line has stopped writing: whoever asks has lost it."""
    if path_of(upload_id).exists():
        async with _only_line(upload_id), _open(upload_id):
            return length(upload_id)
    return 0


async def append(upload_id: str, offset: int, most: int, body: AsyncGenerator[bytes, None]) -> int:
    """Write what comes behind `offset`, at most `most` octets; the new offset, which the disk has.

    A line that is cut keeps what it brought. Raises Conflict when `offset` is not where the file stands, TooLarge when
    more comes than was announced: then nothing of it is kept.
    """
    async with _only_line(upload_id) as line, _open(upload_id) as file:
        if (stands := os.fstat(file.fileno()).st_size) != offset:
            raise Conflict(
                _("Le serveur a déjà reçu %(n)s octets de ce fichier. Reprenez à cet endroit.") % {"n": stands},
                offset=stands,
            )
        came, gathered = 0, bytearray()
        try:
            async with aclosing(body):
                while piece := await _next(body):
                    came += len(piece)
                    if came > most:
                        gathered.clear()
                        os.ftruncate(file.fileno(), offset)
                        raise TooLarge(
                            _(
                                "Il arrive plus d'octets que ce fichier n'en avait annoncé. Cette partie n'a pas été gardée."
                            )
                        )
                    gathered += piece
                    if len(gathered) >= PIECE:
                        await _write(file, gathered)
        finally:  # also when the line is cut or another takes over
            with CancelScope(shield=True):
                await _write(file, gathered)
                with refusing():
                    await to_thread.run_sync(os.fsync, file.fileno())
        if line.cancel_called and came < most:
            raise _taken_over()
        return os.fstat(file.fileno()).st_size


async def _next(body: AsyncGenerator[bytes, None]) -> bytes:
    """The next piece; nothing at the end, after a cut, or when nothing has come for too long."""
    with anyio.move_on_after(IDLE):
        with suppress(StopAsyncIteration, ClientDisconnect):
            while True:
                if piece := await anext(body):
                    return piece
    return b""


async def _write(file: Any, gathered: bytearray) -> None:
    with CancelScope(shield=True), refusing():
        while gathered:
            written = await file.write(gathered)
            del gathered[:written]


@asynccontextmanager
async def _only_line(upload_id: str) -> AsyncGenerator[CancelScope, None]:
    """One line at a time brings a file: a new one ends the old, which may not know yet that it is dead."""
    if older := _lines.get(upload_id):
        older.cancel()
    with CancelScope() as line:
        _lines[upload_id] = line
        try:
            yield line
        finally:
            if _lines.get(upload_id) is line:
                del _lines[upload_id]
    if line.cancelled_caught:
        raise _taken_over()


@asynccontextmanager
async def _open(upload_id: str) -> AsyncGenerator[Any, None]:
    """The part, held so that no other process writes or takes it meanwhile."""
    path = path_of(upload_id)
    with refusing():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = not path.exists()
        file = await aiofiles.open(path, "ab", buffering=0)
    try:
        with anyio.move_on_after(_PATIENCE) as wait:
            while not _held(file.fileno()):
                await anyio.sleep(0.02)
        if wait.cancelled_caught:
            raise _taken_over()
        if new:
            await to_thread.run_sync(sync, path.parent)
        yield file
    finally:
        with CancelScope(shield=True):
            await file.close()


@contextmanager
def held(upload_id: str) -> Iterator[Path]:
    """The part, for whoever makes a file of it. Raises Conflict when somebody is at it already."""
    path = path_of(upload_id)
    with refusing():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _held(handle):
            raise Conflict(
                _("Votre fichier est arrivé et nous le vérifions. Attendez quelques secondes, puis envoyez de nouveau.")
            )
        yield path
    finally:
        os.close(handle)


def _held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            return False
        raise
    return True


def _taken_over() -> Conflict:
    return Conflict(_("Cet envoi continue par une autre connexion. Rien n'est perdu."))
