"""Addresses that open something without signing in: whoever holds one reads what its owner reads, until it is changed.

The database keeps a nonce and the print of the token: neither it nor the secret of the house alone gives the address.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

from app.core.settings import settings


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def token_of(what: str, nonce: str) -> str:
    """What stands in the address: 256 bits. `what` keeps the addresses of one thing from opening another."""
    made = hmac.digest(settings().secret_key.encode(), f"{what}:{nonce}".encode(), hashlib.sha256)
    return urlsafe_b64encode(made).decode().rstrip("=")


def print_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def standing_token(what: str, nonce: str, kept_print: str) -> str | None:
    """The token of an address that was given out; None when the secret of the house has changed since."""
    token = token_of(what, nonce)
    return token if hmac.compare_digest(print_of(token), kept_print) else None
