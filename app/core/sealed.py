"""Bytes that the database keeps and cannot read: AES-256-GCM under a key drawn from the house's own secret.

Whoever holds the database alone reads nothing. When the secret has changed, what was sealed under the old one is lost.
"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.settings import settings

_NONCE = 12


class Lost(Exception):
    """Sealed under another secret, or changed since."""


def seal(what: str, plain: bytes) -> bytes:
    """`what` names the use and the row: bytes moved to another row do not open."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(settings().secret_key)).encrypt(nonce, plain, what.encode())


def unseal(what: str, sealed: bytes) -> bytes:
    """Raises Lost."""
    try:
        return AESGCM(_key(settings().secret_key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode())
    except (InvalidTag, ValueError) as error:
        raise Lost(what) from error


def seal_text(what: str, plain: str) -> str:
    """The same for a column of text."""
    return base64.b64encode(seal(what, plain.encode())).decode()


def unseal_text(what: str, kept: str) -> str:
    """Raises Lost."""
    try:
        return unseal(what, base64.b64decode(kept, validate=True)).decode()
    except ValueError as error:
        raise Lost(what) from error


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"bidaide sealed rows").derive(secret.encode())
