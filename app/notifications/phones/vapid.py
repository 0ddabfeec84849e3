"""The keys by which the makers of browsers know this house (RFC 8292): made once, kept with its data."""

import os
from base64 import urlsafe_b64encode
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.core.settings import settings


@cache
def _private_key(folder: str) -> ec.EllipticCurvePrivateKey:
    """Several processes may start at once: the first to write decides, the others read."""
    path = os.path.join(folder, "vapid.pem")
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        made = ec.generate_private_key(ec.SECP256R1())
        draft = f"{path}.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        try:
            os.link(draft, path)  # fails when another was faster: its key is whole, and it is the one
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    with open(path, "rb") as file:
        found = load_pem_private_key(file.read(), None)
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def private_pem() -> str:
    key = _private_key(str(settings().data_dir))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_key() -> str:
    """As browsers want it: the point, in base64 for addresses."""
    key = _private_key(str(settings().data_dir)).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")
