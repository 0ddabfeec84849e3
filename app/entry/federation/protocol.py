"""Talking with a provider: what it says of itself, its keys, a code against a token. Every address goes by `fetching`.

A page waits here for another server, which the house does nowhere else: the browser stands at our door with a code that
is good for a minute. So each question has five seconds, and what can be remembered is.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote

from app.core.clock import now
from app.core.fetching import NotFetched, fetch

PATIENCE = 5.0
LARGEST = 200_000
REMEMBERED = timedelta(hours=1)
ASKED_AGAIN = timedelta(minutes=1)  # keys are asked for once more for an unknown `kid`, at most so often
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Trouble(Exception):
    """The provider cannot be used just now; `why` is a key of words.TROUBLES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Metadata:
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    says_issuer: bool = False  # `iss` comes with the code (RFC 9207)
    secret_in_body: bool = False


@dataclass(slots=True)
class _Kept:
    metadata: Metadata
    at: datetime
    keys: list[Mapping[str, Any]] = field(default_factory=list)
    keys_at: datetime | None = None


_kept: dict[str, _Kept] = {}
_turn = Lock()
_MOST_KEPT = 200


def metadata_of(issuer: str) -> Metadata:
    """What a provider publishes about itself, an hour old at most. Raises Trouble."""
    return _known(issuer).metadata


def keys_of(issuer: str, kid: str | None) -> list[Mapping[str, Any]]:
    """The keys that a token of this provider may be signed with. An unknown `kid` has them asked for again, not often."""
    kept, moment = _known(issuer), now()
    known = any(key.get("kid") == kid for key in kept.keys)
    due = kept.keys_at is None or moment - kept.keys_at >= (REMEMBERED if known else ASKED_AGAIN)
    if due:
        found = _json("GET", kept.metadata.jwks_uri).get("keys")
        if not isinstance(found, list):
            raise Trouble("nonsense")
        kept.keys = [key for key in found[:50] if isinstance(key, dict)]
        kept.keys_at = moment
    return kept.keys


def exchange(metadata: Metadata, client_id: str, secret: str, code: str, back: str, verifier: str) -> Mapping[str, Any]:
    """The tokens for a code. Raises Trouble."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {"Accept": "application/json"}
    if secret and not metadata.secret_in_body:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
    else:
        asked["client_id"] = client_id
        if secret:
            asked["client_secret"] = secret
    return _json("POST", metadata.token_endpoint, data=asked, headers=headers)


def person_at(metadata: Metadata, access_token: str) -> Mapping[str, Any]:
    """What the provider adds about the person whose token this is. Raises Trouble."""
    headers = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
    return _json("GET", metadata.userinfo_endpoint, headers=headers)


def forget(issuer: str) -> None:
    with _turn:
        _kept.pop(issuer, None)


def _known(issuer: str) -> _Kept:
    with _turn:
        found = _kept.get(issuer)
    if found is not None and timedelta(0) <= now() - found.at < REMEMBERED:
        return found
    fresh = _Kept(_metadata(issuer), now())
    with _turn:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[issuer] = fresh
    return fresh


def _metadata(issuer: str) -> Metadata:
    said = _json("GET", issuer.rstrip("/") + "/.well-known/openid-configuration")
    if said.get("issuer") != issuer:  # a provider that calls itself something else speaks for somebody else
        raise Trouble("other-issuer")
    if not all(isinstance(said.get(name), str) for name in _ENDPOINTS):
        raise Trouble("nonsense")
    methods = said.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise Trouble("no-pkce")
    if not said["authorization_endpoint"].startswith(("https://", "http://")):
        raise Trouble("nonsense")
    auth = said.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer, said["authorization_endpoint"], said["token_endpoint"], said["jwks_uri"],
        _text(said, "userinfo_endpoint"), _text(said, "end_session_endpoint"),
        said.get("authorization_response_iss_parameter_supported") is True,
        isinstance(auth, list) and "client_secret_basic" not in auth and "client_secret_post" in auth,
    )  # fmt: skip


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _json(method: str, url: str, **options: Any) -> Mapping[str, Any]:
    try:
        answer = fetch(method, url, most=LARGEST, within=PATIENCE, **options)
    except NotFetched as error:
        raise Trouble("refused-address" if type(error).__name__ == "Refused" else "away") from error
    if not answer.is_success:
        raise Trouble("says-no" if answer.status < 500 else "away")
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise Trouble("nonsense") from error
    if not isinstance(found, dict):
        raise Trouble("nonsense")
    return found
