"""What is sound of a provider, and of what it says of somebody."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

ON_THE_WAY = timedelta(minutes=10)
SCOPE = "openid email profile"
MOST_WORDS = 20
_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_WORD = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider has proved: whom it means by which name, and how they showed it."""

    subject: str
    email: str
    email_verified: bool
    strong: bool


def is_issuer(address: str, local: bool) -> bool:
    """An issuer as the standard writes it: https, no question, no fragment. `local`: http too, on a chosen machine."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return bool(
        parts.scheme in ({"https", "http"} if local else {"https"})
        and parts.hostname and "@" not in parts.netloc and not parts.query and not parts.fragment
        and address.isprintable() and " " not in address and len(address) <= 300 and (port is None or 0 < port < 65536)
    )  # fmt: skip


def words_of(text: str) -> list[str]:
    """The words of a field, each once, in small letters."""
    return list(dict.fromkeys(text.replace(",", " ").lower().split()))


def are_domains(words: Sequence[str]) -> bool:
    return 0 < len(words) <= MOST_WORDS and all(_DOMAIN.fullmatch(word) for word in words)


def are_values(words: Sequence[str]) -> bool:
    return len(words) <= MOST_WORDS and all(_WORD.fullmatch(word) for word in words)


def answers_for(domains: Sequence[str], email: str) -> bool:
    """Whether an address is of one of these domains, exactly: a sub-domain is another domain."""
    name, at, domain = email.rpartition("@")
    return bool(name and at and domain.lower() in domains)


def is_strong(claims: Mapping[str, Any], values: Sequence[str]) -> bool:
    """Whether the provider says that two factors were shown, in words that the organisation has named. Silence is no."""
    methods = claims.get("amr")
    said = [claims.get("acr"), *(methods if isinstance(methods, list) else [])]
    return any(isinstance(word, str) and word.lower() in values for word in said)


def challenge(verifier: str) -> str:
    """S256 of PKCE (RFC 7636)."""
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


def departure(endpoint: str, client_id: str, back: str, state: str, nonce: str, verifier: str) -> str:
    """Where the browser is sent."""
    asked = {
        "response_type": "code", "client_id": client_id, "redirect_uri": back, "scope": SCOPE, "state": state,
        "nonce": nonce, "code_challenge": challenge(verifier), "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def farewell(endpoint: str, client_id: str, back: str) -> str:
    """Where the provider asks whether to sign out there too."""
    asked = {"client_id": client_id, "post_logout_redirect_uri": back}
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"
