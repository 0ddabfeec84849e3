"""A key of its own for each use, drawn from the secret of the house: what leaks of one use opens no other."""

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.settings import settings


def key_for(use: str) -> str:
    """256 bits in hexadecimal; `use` is said once, where the key serves."""
    return _derived(settings().secret_key, use)


@lru_cache(maxsize=64)
def _derived(secret: str, use: str) -> str:
    return HKDF(SHA256(), length=32, salt=None, info=f"bidaide {use}".encode()).derive(secret.encode()).hex()
