"""What a backup says of the keys without holding any: which it needs, how they are known again, and the seal of the whole."""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core import keyring
from app.core.settings import settings

_PRINTED = 16  # signs: keys are drawn by lot, nothing of them is found from less than all of it


def name_of(number: int) -> str:
    return f"{number:012x}"


def print_of(number: int) -> str:
    """By which a key is known again. Raises NoSuchKey."""
    return hashlib.sha256(b"bidaide key" + keyring.key(number)).hexdigest()[:_PRINTED]


def secret_print() -> str:
    """The same of SECRET_KEY, which cards, links and codes that were handed out depend on."""
    return hashlib.sha256(b"bidaide secret" + settings().secret_key.encode()).hexdigest()[:_PRINTED]


def is_here(name: str, expected: str) -> bool:
    try:
        return hmac.compare_digest(print_of(int(name, 16)), expected)
    except (keyring.NoSuchKey, ValueError):
        return False


def seal_of(manifest: bytes) -> dict[str, str]:
    """Under the key of the day: its name, its print, and what only it can write."""
    number, _secret = keyring.current()
    name = name_of(number)
    return {"key": name, "print": print_of(number), "seal": str(seal_under(name, manifest))}


def seal_under(name: str, manifest: bytes) -> str | None:
    """What only who has the key can write under a manifest; None when the key is not here."""
    try:
        secret = keyring.key(int(name, 16))
    except (keyring.NoSuchKey, ValueError):
        return None
    drawn = HKDF(SHA256(), length=32, salt=None, info=b"bidaide backup").derive(secret)
    return hmac.digest(drawn, manifest, hashlib.sha256).hex()
