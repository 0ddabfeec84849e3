"""The only module that touches python-jose: access tokens for machines, and what is signed with virtual classrooms.

One algorithm family, always named; `exp`, `iat`, `aud` and `iss` are required and not merely checked when present.
The date is compared with our own clock, which demonstrations may stop: jose would ask the machine's.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jose import JWTError, jwk, jwt
from jose.exceptions import JOSEError

from app.core.clock import now
from app.core.derived import key_for

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
    return str(jwt.encode(claims, _key(), algorithm=ALGORITHM))


def read(token: str) -> AccessToken | None:
    """What the token says, or None when it is not ours, was changed, or is out of date."""
    try:
        claims = jwt.decode(
            token,
            _key(),
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


def _key() -> str:
    """Of access tokens alone: nothing else that the house signs or seals can be taken for one."""
    return key_for("access tokens")


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


# --- Providers of sign-in: what they sign about a person (OpenID Connect) ---------------------------------------

_OF_KIND = {"RSA": ("RS256", "RS384", "RS512"), "EC": ("ES256", "ES384", "ES512")}  # never a shared secret, never none
_WEAKEST_RSA = 2048
_PROOF_AGE = timedelta(minutes=10)  # between what a provider signs and our reading it
_PROOF_REQUIRED = {f"require_{claim}": True for claim in ("iat", "aud", "iss", "sub")} | {
    "verify_exp": False, "verify_nbf": False, "leeway": 0,
}  # fmt: skip


class NotProved(Exception):
    """What a provider sent proves nothing; the reason is for logs."""


def key_of(token: str) -> str | None:
    """The name of the key that a token says it was signed with, not yet believed."""
    try:
        named = jwt.get_unverified_header(token).get("kid")
    except JWTError as error:
        raise NotProved("unreadable") from error
    return named if isinstance(named, str) else None


def proof_of(
    token: str, keys: Iterable[Mapping[str, Any]], *, issuer: str, client_id: str, nonce: str, access_token: str
) -> dict[str, Any]:
    """What an ID token says, once everything about it is checked. Raises NotProved.

    The key decides the family of the algorithm, and the token only which of that family: a public key is never taken for
    a shared secret. One algorithm is named for each reading. Keys become PEM before jose sees them.
    """
    try:
        header = jwt.get_unverified_header(token)
    except JWTError as error:
        raise NotProved("unreadable") from error
    named, algorithm = header.get("kid"), header.get("alg")
    fitting = [
        key for key in keys
        if algorithm in _OF_KIND.get(str(key.get("kty")), ())
        and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
        and (named is None or key.get("kid") == named)
    ]  # fmt: skip
    if len(fitting) != 1 or not isinstance(algorithm, str):
        raise NotProved("no-such-key")
    try:
        pem = _public_pem(fitting[0], algorithm)
        claims = jwt.decode(
            token, pem, algorithms=[algorithm], audience=client_id, issuer=issuer, options=_PROOF_REQUIRED,
            access_token=access_token,
        )  # fmt: skip
    except (JOSEError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotProved("bad-signature-or-claims") from error
    return _proved(claims, client_id, nonce)


def _proved(claims: dict[str, Any], client_id: str, nonce: str) -> dict[str, Any]:
    moment = now().timestamp()
    until, since, audience = claims.get("exp"), claims.get("iat"), claims.get("aud")
    differ = _CLOCKS_DIFFER.total_seconds()
    if type(until) is not int or until <= moment - differ:
        raise NotProved("out-of-date")
    if type(since) is not int or not -_PROOF_AGE.total_seconds() <= since - moment <= differ:
        raise NotProved("not-of-now")
    several = isinstance(audience, list) and len(audience) > 1
    if (several or "azp" in claims) and claims.get("azp") != client_id:
        raise NotProved("for-another")
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise NotProved("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise NotProved("subject")
    return claims


def _public_pem(key: Mapping[str, Any], algorithm: str) -> bytes:
    if "d" in key or "k" in key:
        raise ValueError("a provider publishes public keys only")
    made = jwk.construct(dict(key), algorithm)
    pem: bytes = made.to_pem()
    if key.get("kty") == "RSA" and int.from_bytes(_decoded(str(key["n"]))).bit_length() < _WEAKEST_RSA:
        raise ValueError("too short a key")
    return pem


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
