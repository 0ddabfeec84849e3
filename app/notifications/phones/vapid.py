"""The keys by which the makers of browsers know this house (RFC 8292): made once, kept with its data."""

from base64 import urlsafe_b64encode
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from app.core.first_written import first_written
from app.core.settings import settings


@cache
def _private_key(folder: str) -> ec.EllipticCurvePrivateKey:
    Path(folder).mkdir(parents=True, exist_ok=True)
    found = load_pem_private_key(first_written(Path(folder, "vapid.pem"), _made), None)
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def private_pem() -> str:
    key = _private_key(str(settings().data_dir))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_key() -> str:
    """As browsers want it: the point, in base64 for addresses."""
    key = _private_key(str(settings().data_dir)).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")
