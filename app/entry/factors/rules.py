"""Codes of time (RFC 6238), codes on paper, and passwords that hold."""

import base64
import hmac
import re
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30  # seconds
DRIFT = 1  # a clock may be one step early or late
SECRET_BYTES = 20
TO_TYPE = timedelta(minutes=5)  # how long the second step stays open

PAPER_CODES = 10
_PAPER = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs that nobody mistakes for another; 16 of them are 80 bits

SHORTEST, LONGEST = 12, 256
_STRONG = 3  # of zxcvbn's four: 10^8 tries and more; with 12 characters and waits, what the CNIL asks (2022)
_READ = 100  # signs: past this the estimate is slow and learns nothing


def new_secret() -> str:
    """In base 32, as applications read it and as people type it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def spaced(secret: str) -> str:
    return " ".join(re.findall(".{1,4}", secret))


def address_of_secret(secret: str, issuer: str, account: str) -> str:
    """What the picture says to an application of codes."""
    label = quote(f"{issuer}:{account}", safe="")
    said = {"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": 6, "period": STEP}
    return f"otpauth://totp/{label}?{urlencode(said, quote_via=quote)}"


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    return _totp(secret).generate(step * STEP).decode()


def step_of(secret: str, code: str, moment: datetime) -> int | None:
    """The step whose code this is, near this moment. Every step is compared, whichever is right."""
    given, found = code.encode(), None
    for step in range(step_at(moment) - DRIFT, step_at(moment) + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given):
            found = step
    return found


def digits_of(text: str) -> str:
    return re.sub(r"[\s.-]", "", text)[:20]


def _totp(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), 6, SHA1(), STEP)  # noqa: S303 - the only one that every application knows


def new_paper_code() -> str:
    return "".join(secrets.choice(_PAPER) for _place in range(16))


def bare_paper_code(text: str) -> str:
    """What was typed, with or without its hyphens; nothing when it cannot be one."""
    bare = re.sub(r"[\s-]", "", text).upper()
    return bare if len(bare) == 16 and set(bare) <= set(_PAPER) else ""


def shown_paper_code(code: str) -> str:
    return "-".join(re.findall(".{4}", code))


def strength(password: str, about: tuple[str, ...]) -> int:
    """From 0 to 4, with the words that somebody who knows the person would try first."""
    words = {"bidaide", "bienvenue"}
    for said in about:
        words |= {said.lower(), *re.split(r"[\s@._-]+", said.lower())}
    return int(_zxcvbn()(password[:_READ], user_inputs=sorted(word for word in words if word))["score"])


def is_strong(password: str, about: tuple[str, ...]) -> bool:
    return strength(password, about) >= _STRONG


@cache
def _zxcvbn() -> Any:
    """Its lists weigh: read when the first password is chosen."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415

    return zxcvbn
