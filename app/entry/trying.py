"""What every way in shares: who tries, from where, and how long a page may stay open between two steps."""

from dataclasses import replace
from datetime import timedelta

from fastapi import Request
from sqlalchemy.orm import Session

from app.identity import guessing, queries
from app.identity.limits import Way
from app.identity.models import Organisation
from app.identity.pages import address_of
from app.web.credentials import device_cookie

TIME_TO_TYPE = timedelta(minutes=15)


def attempt_by(request: Request, way: Way, account: str = "", organisation: str = "") -> guessing.Attempt:
    """A try, for `guessing`, by somebody who has not been here before."""
    return guessing.Attempt(way, account, address_of(request), organisation)


def attempt_at_home(request: Request, session: Session, attempt: guessing.Attempt) -> guessing.Attempt:
    """The same with its device, when this person has entered from it before: a guesser elsewhere does not hold it back."""
    return replace(attempt, device=device_cookie(request))  # `guessing` looks whether it is known


def organisation_slug(session: Session, organisation_id: str) -> str:
    return session.get_one(Organisation, organisation_id).slug


def organisation_of(session: Session, account_id: str) -> str:
    """Where a person came first; empty when they have left everywhere."""
    places = queries.organisation_ids_of(session, account_id)
    return places[0] if places else ""
