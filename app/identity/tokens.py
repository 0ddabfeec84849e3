"""The only module that touches python-jose: access tokens for machines, and what is signed with virtual classrooms.

One algorithm family, always named; `exp`, `iat`, `aud` and `iss` are required and not merely checked when present.
The date is compared with our own clock, which demonstrations may stop: jose would ask the machine's.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jose import JWTError, jwt

from app.core.clock import now
from app.core.settings import settings

ALGORITHM = "HS256"
ISSUER = "bidaide"
AUDIENCE = "bidaide-api"
LIFETIME = timedelta(minutes=30)

# `require_exp` would turn jose's own check of the date on again, whatever `verify_exp` says
_REQUIRED = {f"require_{claim}": True for claim in ("iat", "aud", "iss", "sub", "jti")} | {"verify_exp": False}


@dataclass(frozen=True, slots=True)
class AccessToken:
    account_id: str
    sign_in_id: str


def issue(account_id: str, sign_in_id: str) -> str:
    """A signed token that names a sign-in; revoking the sign-in ends the token at once."""
    moment = now()
    claims = {
        "sub": account_id,
        "jti": sign_in_id,
        "iat": int(moment.timestamp()),
        "exp": int((moment + LIFETIME).timestamp()),
        "aud": AUDIENCE,
        "iss": ISSUER,
    }
    return str(jwt.encode(claims, settings().secret_key, algorithm=ALGORITHM))


def read(token: str) -> AccessToken | None:
    """What the token says, or None when it is not ours, was changed, or is out of date."""
    try:
        claims = jwt.decode(
            token,
            settings().secret_key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options=_REQUIRED,
        )
    except JWTError:
        return None
    until = claims.get("exp")
    if type(until) is not int or until <= now().timestamp():
        return None
    return AccessToken(str(claims["sub"]), str(claims["jti"]))


# --- Virtual classrooms: each server shares a secret of its own with us ---------------------------------------

_CLASSROOM = "HS256"  # of the passes that a Jitsi server reads
_REPORT = "HS512"  # of the reports that a BigBlueButton server sends
_CLOCKS_DIFFER = timedelta(seconds=30)


def classroom_pass(
    secret: str, issuer: str, host: str, room: str, person: dict[str, Any], from_: datetime, until: datetime
) -> str:
    """What opens one room of a Jitsi server to one person, for a short while."""
    claims = {
        "iss": issuer,
        "aud": "jitsi",
        "sub": host,
        "room": room,
        "nbf": int((from_ - _CLOCKS_DIFFER).timestamp()),
        "exp": int(until.timestamp()),
        "context": {"user": person},
    }
    return str(jwt.encode(claims, secret, algorithm=_CLASSROOM))


def is_report_signed(token: str, secret: str) -> bool:
    """Whether a report comes from who shares the secret, and is not out of date: it says nothing else of itself."""
    try:
        claims = jwt.decode(token, secret, algorithms=[_REPORT], options={"verify_exp": False, "verify_aud": False})
    except JWTError:
        return False
    until = claims.get("exp")
    return type(until) is int and until > (now() - _CLOCKS_DIFFER).timestamp()


# --- Push services: they know this house by a key of its own (RFC 8292) ----------------------------------------

_PUSH = "ES256"
_PUSH_LIFETIME = timedelta(hours=12)  # a day at most, says the standard


def push_pass(private_pem: str, audience: str, contact: str) -> str:
    """What proves to a push service who asks it to ring: its own address, a short time, whom to write to."""
    claims = {"aud": audience, "exp": int((now() + _PUSH_LIFETIME).timestamp()), "sub": contact}
    return str(jwt.encode(claims, private_pem, algorithm=_PUSH))
