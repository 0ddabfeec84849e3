"""The accounts that a visitor may try, where the demonstration is loaded. Never in production."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.settings import settings
from app.demo.services import PASSWORD
from app.identity import queries as identity
from app.identity.words import role_words

SLUG = "demo"
__all__ = ["PASSWORD", "DemoAccount", "accounts"]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    role: str
    email: str


def accounts(session: Session) -> list[DemoAccount]:
    """One per role, or nothing when there is no demonstration here."""
    if settings().environment == "production" or identity.organisation_by_slug(session, SLUG) is None:
        return []
    return [DemoAccount(role_words(role), f"{role.value}@demo.example") for role in Role]
