"""Which ways in are open in this house: each has a small template in templates/entry/ways/, and a line here."""

from collections.abc import Callable

from app.core.db import database
from app.entry.codes.sending import sms_is_open
from app.entry.federation import queries as federation


def _always() -> bool:
    return True


def _has_providers() -> bool:
    with database().reading() as session:
        return federation.is_offered(session)


OFFERS: dict[str, Callable[[], bool]] = {
    "password": _always,
    "card": _always,
    "sms": sms_is_open,
    "mail": _always,
    "screen": _always,
    "federation": _has_providers,
}


def offers() -> dict[str, bool]:
    """Whether each way in is open, by the name of its template."""
    return {name: is_open() for name, is_open in OFFERS.items()}
