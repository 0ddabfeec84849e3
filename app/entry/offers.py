"""Which ways in are open in this house: each has a small template in templates/entry/ways/, and a line here."""

from collections.abc import Callable

from app.core.db import database
from app.entry.federation import queries as federation

_ALWAYS: Callable[[], bool] = lambda: True  # noqa: E731


def _has_providers() -> bool:
    with database().reading() as session:
        return federation.is_offered(session)


OFFERS: dict[str, Callable[[], bool]] = {
    "password": _ALWAYS,
    "federation": _has_providers,
}


def offers() -> dict[str, bool]:
    """Whether each way in is open, by the name of its template."""
    return {name: is_open() for name, is_open in OFFERS.items()}
