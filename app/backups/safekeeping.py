"""The keys in one file, closed by a phrase: what is kept apart from the backups."""

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from app.core import keyring
from app.core.errors import Invalid
from app.core.settings import settings

SHORTEST_PHRASE = 16
_ABOUT = b"bidaide keys 1"
_COST = {"n": 2**17, "r": 8, "p": 1}  # 128 MB and a third of a second: a phrase is guessed slowly
_OTHERS = ("sealed.key",)  # keys of the folder that are not of the ring
_OF_THE_DATA = ("secret.key", "vapid.pem")  # of the data folder: what every link and every device depends on


def save(path: Path, phrase: str) -> None:
    """Raises Invalid for a phrase that is too short, FileExistsError."""
    if len(phrase) < SHORTEST_PHRASE:
        raise Invalid(f"La phrase doit compter au moins {SHORTEST_PHRASE} caractères. Rien n'a été écrit.")
    keyring.current()
    kept = {keyring.name_of(number): base64.b64encode(keyring.key(number)).decode() for number in keyring.numbers()}
    for name in _OTHERS:
        if (keyring.folder() / name).exists():
            kept[name] = (keyring.folder() / name).read_text().strip()
    for name in _OF_THE_DATA:
        if (settings().data_dir / name).exists():
            kept[name] = (settings().data_dir / name).read_text().strip()
    salt, nonce = os.urandom(16), os.urandom(12)
    closed = AESGCM(_drawn(phrase, salt)).encrypt(nonce, json.dumps(kept).encode(), _ABOUT)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(salt + nonce + closed))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise
    except OSError:
        path.unlink(missing_ok=True)  # half a copy would be taken for one
        raise


def load(path: Path, phrase: str) -> int:
    """How many keys were put back. Raises Invalid for another phrase, or a file that has changed."""
    try:
        whole = base64.b64decode(path.read_bytes(), validate=True)
        kept = json.loads(AESGCM(_drawn(phrase, whole[:16])).decrypt(whole[16:28], whole[28:], _ABOUT))
    except (InvalidTag, ValueError) as error:
        raise Invalid("La phrase ne correspond pas, ou le fichier a changé. Rien n'a été remis.") from error
    return sum(_put(name, text) for name, text in kept.items())


def _put(name: str, text: str) -> bool:
    """A key that is there already stays as it is; the secrets of the house, which every start makes, give way."""
    if name in _OF_THE_DATA:
        path = settings().data_dir / name
        if path.exists() and path.read_text().strip() == text:
            return False
        if path.exists():
            path.rename(path.with_name(f"{name}.avant"))
        return _write(path, text)
    if (keyring.folder() / name).exists():
        return False
    if name in _OTHERS:
        return _write(keyring.folder() / name, text)
    keyring.put(int(name.removesuffix(".key"), 16), keyring.secret_in(text))
    return True


def _write(path: Path, text: str) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    return True


def _drawn(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_COST).derive(phrase.encode())
