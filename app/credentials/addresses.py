"""Where badges live: whole addresses, as credentials write them."""

from urllib.parse import urlsplit

from app.core.settings import settings
from app.credentials import rules


def badge(badge_id: str) -> str:
    return f"{_base()}/badges/{badge_id}"


def offer(block_id: str) -> str:
    return f"{_base()}/badges/blocs/{block_id}"


def picture(block_id: str) -> str:
    return f"{offer(block_id)}/image.png"


def revocations(slug: str) -> str:
    return f"{_base()}/badges/{slug}/retires.json"


def issuer(slug: str) -> str:
    return rules.did_web(_base(), ("badges", slug))


def method(slug: str, number: int) -> str:
    """The address of a key, as the document of its issuer names it."""
    return f"{issuer(slug)}#cle-{number}"


def organisation() -> str:
    return _base()


def badge_id_of(address: object) -> str | None:
    """The badge that an address names, here or where this house lived before; None for what is no address of a badge."""
    if not isinstance(address, str) or "/badges/" not in address:
        return None
    return urlsplit(address).path.rpartition("/")[2] or None


def is_ours(address: object) -> bool:
    return isinstance(address, str) and address.startswith(f"{_base()}/badges/")


def _base() -> str:
    return settings().base_url.rstrip("/")
