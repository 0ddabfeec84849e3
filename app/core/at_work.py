"""Who works on the data: servers and workers, as many as one likes, or a backup that is being put back, alone.

A lock on a file of the data folder, let go of by the system when its process ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.core.errors import Conflict
from app.core.i18n import _
from app.core.settings import settings

_FILE = "at-work.lock"


@contextmanager
def serving() -> Iterator[None]:
    """Raises Conflict while a backup is being put back. A folder that cannot be written still serves pages."""
    try:
        handle = _opened()
    except OSError:
        yield
        return
    try:
        _take(
            handle, fcntl.LOCK_SH, _("Une sauvegarde est en train d'être remise en place. Attendez qu'elle ait fini.")
        )
        yield
    finally:
        os.close(handle)


@contextmanager
def alone() -> Iterator[None]:
    """Raises Conflict while anybody works, OSError."""
    handle = _opened()
    try:
        busy = _("Le service est en marche. Rien n'a été changé. Arrêtez-le, puis lancez de nouveau la commande.")
        _take(handle, fcntl.LOCK_EX, busy)
        yield
    finally:
        os.close(handle)


def _opened() -> int:
    folder = settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / _FILE, os.O_RDWR | os.O_CREAT, 0o600)


def _take(handle: int, how: int, busy: str) -> None:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(busy) from None
    except OSError:
        pass  # a disk of the network that knows no locks
