"""Addresses that open something by themselves: whoever tries one after the other waits, and nobody else does."""

from app.core.db import database
from app.core.trail import whence
from app.identity import guessing
from app.identity.guessing import Attempt
from app.identity.limits import Way

_WAYS = {
    "/agenda/flux/": Way.CALENDAR, "/flux/forum/": Way.CALENDAR, "/enquete/": Way.SURVEY_LINK,
    "/audit/invitation/": Way.GUEST_LINK, "/verifier/": Way.DOCUMENT_CODE, "/verification/": Way.DOCUMENT_CODE,
    "/effacement/": Way.DOCUMENT_CODE,
}  # fmt: skip


def way_of(path: str) -> Way:
    """What the address of a route is tried as."""
    return next((way for start, way in _WAYS.items() if path.startswith(start)), Way.PRIVATE_LINK)


def missed(path: str) -> None:
    """An address of this route opened nothing. Raises TooMany when too many did, from where this one came."""
    scope = whence.asked.get() or {}
    attempt = Attempt(way_of(path), address=(scope.get("client") or ("",))[0])
    with database().reading() as session:
        guessing.ask(session, attempt)
    with database().writing() as session:
        guessing.failed(session, attempt)
