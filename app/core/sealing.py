"""Encryption at rest for what is protected: a key drawn from the house's own secret, one for each purpose.

sealed("participant", text)      cipher text, different each time
opened("participant", cipher)    the text; Unsealable when the secret is no longer the one it was sealed with
"""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core.errors import Conflict
from app.core.i18n import _
from app.core.settings import settings


class Unsealable(Conflict):
    """The secret key has changed since, or what was kept was altered."""

    code = "unsealable"


def sealed(purpose: str, text: str) -> str:
    return _key(settings().secret_key, purpose).encrypt(text.encode()).decode()


def opened(purpose: str, cipher: str) -> str:
    try:
        return _key(settings().secret_key, purpose).decrypt(cipher.encode()).decode()
    except InvalidToken as error:
        raise Unsealable(
            _(
                "Ces réponses protégées ne s'ouvrent plus : la clé secrète du service a changé. Remettez l'ancienne, ou "
                "posez de nouveau les questions."
            )
        ) from error


@lru_cache(maxsize=8)
def _key(secret: str, purpose: str) -> Fernet:
    drawn = HKDF(SHA256(), length=32, salt=None, info=f"sealed {purpose}".encode()).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(drawn))
