"""The address an answer goes to: it names the message that is answered, and nobody can make another one up.

`reponse@exemple.fr` becomes `reponse+<token>@exemple.fr`. The token is the id of the message and a seal on it, in
letters that survive mail programs that only know lower case.
"""

import base64
import hashlib
import hmac
import re
from uuid import UUID

from app.core.settings import settings

_SEAL = 10  # octets: 80 bits that are not guessed
_LENGTH = 42  # letters of a token
_TOKEN = re.compile(r"\+([a-z2-7]{42})@", re.IGNORECASE)


def token_of(mail_id: str) -> str:
    """The token of a message."""
    plain = UUID(mail_id).bytes
    return base64.b32encode(plain + _seal(plain)).decode().rstrip("=").lower()


def mail_of(token: str) -> str | None:
    """The message that a token names; None for one that we did not make, to the letter."""
    if len(token) != _LENGTH:
        return None
    try:
        plain = base64.b32decode(token.upper() + "=" * (-len(token) % 8))[:16]
    except ValueError:
        return None
    mail_id = str(UUID(bytes=plain))
    return mail_id if hmac.compare_digest(token.lower(), token_of(mail_id)) else None


def reply_address(mail_id: str) -> str:
    """Where an answer to a message goes; empty when the house receives no mail."""
    base = settings().reply_address
    if not base:
        return ""
    local, _at, host = base.rpartition("@")
    return f"{local}+{token_of(mail_id)}@{host}"


def mail_answered(*addresses: str) -> str | None:
    """The message that one of these addresses names."""
    for address in addresses:
        for token in _TOKEN.findall(address):
            if found := mail_of(token):
                return found
    return None


def is_ours(address: str) -> bool:
    """Whether an address is one of those that answers go to: a message from there is going round in circles."""
    local, _at, host = settings().reply_address.rpartition("@")
    its_local, _at, its_host = address.lower().rpartition("@")
    return bool(local) and its_host == host.lower() and its_local.partition("+")[0] == local.lower()


def _seal(plain: bytes) -> bytes:
    return hmac.digest(settings().secret_key.encode(), b"reply:" + plain, hashlib.sha256)[:_SEAL]
