"""The keys that close what the database must not read: files of a folder kept outside it, numbered by when they were made.

The highest number closes; every number that is there opens. The first is made when it is first needed. No two machines make
the same number: keys of one can be put beside those of another. Key 0 is drawn from
SECRET_KEY: it only opens what was closed before there were others. Whoever keeps backups keeps this folder apart from them.
"""

import base64
import os
import re
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.clock import now
from app.core.errors import Unavailable
from app.core.first_written import write_new
from app.core.i18n import _
from app.core.settings import settings

_NAME = re.compile(r"([0-9a-f]{12})\.key")
_LENGTH = 32
OCTETS = 6  # of a number: the second in which it was made, and two drawn by lot

_turn = Lock()
_known: tuple[Path, int, dict[int, bytes]] | None = None  # the folder, when it last changed, what is in it


class NoSuchKey(Exception):
    """Closed with a key that is not in the folder."""


def folder() -> Path:
    return settings().keys_folder


def current() -> tuple[int, bytes]:
    """The number and the bytes of the key that closes; the first one is made here. Raises Unavailable."""
    keys = _keys()
    if not keys:
        add()
        keys = _keys()
    number = max(keys)
    return number, keys[number]


def key(number: int) -> bytes:
    """Raises NoSuchKey."""
    if number == 0:
        return _old(settings().secret_key)
    found = _keys().get(number)
    if found is None:
        raise NoSuchKey(number)
    return found


def numbers() -> list[int]:
    """The keys of the folder, the one that closes last."""
    return sorted(_keys())


def add() -> int:
    """A new key: it closes from now on, in every process. Raises Unavailable."""
    number = max(int(now().timestamp()), (max(_keys(), default=0) >> 16) + 1) << 16 | int.from_bytes(os.urandom(2))
    put(number, AESGCM.generate_key(256))
    return number


def made_at(number: int) -> datetime:
    """When a key of the folder was made: its number says so."""
    return datetime.fromtimestamp(number >> 16, UTC)


def name_of(number: int) -> str:
    return f"{number:012x}.key"


def put(number: int, secret: bytes) -> None:
    """Write a key down, whole or not at all. Raises FileExistsError, Unavailable."""
    path = folder() / name_of(number)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_new(path, base64.b64encode(secret))
        _forget()
    except FileExistsError:
        _forget()
        raise
    except OSError as error:
        raise _unreadable() from error


def remove(number: int) -> None:
    """For good. Whoever asks has seen that nothing is closed with it any more."""
    (folder() / name_of(number)).unlink(missing_ok=True)
    _forget()


def _keys() -> dict[int, bytes]:
    global _known
    path = folder()
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unreadable() from error
    with _turn:
        if _known is None or _known[:2] != (path, changed):
            _known = path, changed, _read(path)
        return _known[2]


def _read(path: Path) -> dict[int, bytes]:
    found = {}
    try:
        for file in path.iterdir():
            if match := _NAME.fullmatch(file.name):
                found[int(match[1], 16)] = _in_file(file)
    except OSError as error:
        raise _unreadable() from error
    return found


def _in_file(file: Path) -> bytes:
    try:
        return secret_in(file.read_text())
    except ValueError as error:
        raise Unavailable(
            _(
                "Le fichier de clé %(name)s est abîmé. Rien n'a été enregistré. L'administrateur doit le retirer, puis remettre sa copie : « bidaide keys load »."
            )
            % {"name": file.name}
        ) from error


def secret_in(text: str) -> bytes:
    """The key that a file holds. Raises ValueError."""
    secret = base64.b64decode(text, validate=True)
    if len(secret) != _LENGTH:
        raise ValueError("not a key")
    return secret


def _forget() -> None:
    global _known
    with _turn:
        _known = None


def _unreadable() -> Unavailable:
    return Unavailable(
        _("Le dossier des clés ne peut pas être lu ou écrit. Rien n'a été enregistré. Prévenez l'administrateur.")
    )


@lru_cache(maxsize=4)
def _old(secret: str) -> bytes:
    return HKDF(SHA256(), length=_LENGTH, salt=None, info=b"bidaide sealed rows").derive(secret.encode())
