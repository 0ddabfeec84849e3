"""The link that stops one kind of news by e-mail: signed, so that it works without signing in, and says nothing else.

It does not expire: a message of last year must stop as easily as one of today.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from app.core.settings import settings

_PURPOSE = b"stop news by mail\n"
_MAC = 16


@dataclass(frozen=True, slots=True)
class Stop:
    account_id: str
    organisation_id: str
    kind: str


def token_of(account_id: str, organisation_id: str, kind: str) -> str:
    said = UUID(account_id).bytes + UUID(organisation_id).bytes + kind.encode()
    return urlsafe_b64encode(_mac(said) + said).decode().rstrip("=")


def read(token: str) -> Stop | None:
    """What a link stops, or None when it is not ours."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, said = raw[:_MAC], raw[_MAC:]
        if not hmac.compare_digest(mac, _mac(said)):
            return None
        return Stop(str(UUID(bytes=said[:16])), str(UUID(bytes=said[16:32])), said[32:].decode())
    except ValueError:
        return None


def address_of(token: str) -> str:
    return f"{settings().base_url.rstrip('/')}/avis/arreter/{token}"


def _mac(said: bytes) -> bytes:
    return hmac.new(settings().secret_key.encode(), _PURPOSE + said, hashlib.sha256).digest()[:_MAC]
