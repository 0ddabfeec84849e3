"""The link that stops one kind of news by one way: signed, so that it works without signing in, and says nothing else.

It does not expire: a message of last year must stop as easily as one of today.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from app.core.settings import settings
from app.notifications.kinds import Channel

_PURPOSE = b"stop news\n"
_MAC = 16


@dataclass(frozen=True, slots=True)
class Stop:
    account_id: str
    organisation_id: str
    kind: str
    channel: Channel = Channel.MAIL


def token_of(account_id: str, organisation_id: str, kind: str, channel: Channel = Channel.MAIL) -> str:
    said = UUID(account_id).bytes + UUID(organisation_id).bytes + f"{channel}:{kind}".encode()
    return urlsafe_b64encode(_mac(said) + said).decode().rstrip("=")


def read(token: str) -> Stop | None:
    """What a link stops, or None when it is not ours."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        mac, said = raw[:_MAC], raw[_MAC:]
        if not hmac.compare_digest(mac, _mac(said)):
            return None
        channel, _colon, kind = said[32:].decode().partition(":")
        return Stop(str(UUID(bytes=said[:16])), str(UUID(bytes=said[16:32])), kind, Channel(channel))
    except ValueError:
        return None


def path_of(token: str) -> str:
    return f"/avis/arreter/{token}"


def address_of(token: str) -> str:
    return settings().base_url.rstrip("/") + path_of(token)


def _mac(said: bytes) -> bytes:
    return hmac.new(settings().secret_key.encode(), _PURPOSE + said, hashlib.sha256).digest()[:_MAC]
