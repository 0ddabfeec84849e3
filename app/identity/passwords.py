"""Passwords: Argon2id with the OWASP parameters, two at a time so that a rush cannot take all the memory."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


def as_owasp_asks() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


_hasher = as_owasp_asks()
_two_at_a_time = BoundedSemaphore(2)
_nobody = _hasher.hash("nobody")  # verified when the account is unknown: the answer takes as long either way


def hash_password(password: str) -> str:
    with _two_at_a_time:
        return _hasher.hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether the password is the one behind the hash; an empty hash never matches, and takes as long to say so."""
    with _two_at_a_time:
        try:
            _hasher.verify(password_hash or _nobody, password)
            return bool(password_hash)
        except (VerificationError, InvalidHashError):
            return False
