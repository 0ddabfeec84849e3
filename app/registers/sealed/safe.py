"""Closing words so that the database alone cannot open them: AES-256-GCM, with a key of its own beside the data.

The key is `sealed.key` in the folder of the keys, made at the first report; it is not one of the ring, and does not change
with it. Whoever keeps backups keeps that folder apart from the database: without it the stories are lost, with it they are
read.
"""

import base64
import hashlib
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import Unavailable
from app.core.first_written import first_written
from app.core.i18n import _
from app.core.settings import settings

_NONCE = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    key_print: str  # says which key, and nothing of it
    words: str


def seal(text: str, about: str) -> Sealed:
    """Words closed for one place: moved to another (`about`), they do not open."""
    key = _key()
    nonce = os.urandom(_NONCE)
    closed = AESGCM(key).encrypt(nonce, text.encode(), about.encode())
    return Sealed(_print(key), base64.b64encode(nonce + closed).decode())


def unseal(sealed: Sealed, about: str) -> str | None:
    """The words; None when the key that closed them is not here, or when they were touched."""
    key = _key()
    if _print(key) != sealed.key_print:
        return None
    closed = base64.b64decode(sealed.words)
    try:
        return AESGCM(key).decrypt(closed[:_NONCE], closed[_NONCE:], about.encode()).decode()
    except InvalidTag:
        return None


def _print(key: bytes) -> str:
    return hashlib.sha256(b"sealed register" + key).hexdigest()[:16]


def _key() -> bytes:
    path = settings().keys_folder / "sealed.key"
    former = settings().data_dir / "sealed.key"  # where it was before keys had a folder
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if former.exists() and not path.exists():
            former.rename(path)
        return base64.b64decode(first_written(path, _made))
    except OSError as error:
        raise Unavailable(
            _("La clé du registre scellé ne peut pas être lue. Rien n'a été enregistré. Prévenez l'administrateur.")
        ) from error


def _made() -> bytes:
    return base64.b64encode(AESGCM.generate_key(256))
