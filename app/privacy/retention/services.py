"""Clocks, as others ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.privacy.retention.rules import Clock


@dataclass(frozen=True, slots=True)
class Going:
    """When what is held about one person goes. `account_on` None: the account is in use, or has an open path.

    `acted_on`: the last day on which they did something; `paths`: one clock for each path, the latest first.
    """

    account_id: str
    acted_on: date
    account_on: date | None
    why: str  # a French sentence: what keeps the account, or makes it go
    paths: tuple[Clock, ...]
    holds: tuple[str, ...]


def clock_of(session: Session, enrolment_id: str) -> Clock:
    """When what is held of one path goes, which rule or funder says so, and what stops it. Raises NotFound."""
    raise NotImplementedError


def when_does_it_go(session: Session, account_id: str) -> Going:
    """The same for everything held about a person, in every organisation. Raises NotFound."""
    raise NotImplementedError


def held(session: Session, enrolment_ids: Sequence[str]) -> dict[str, str]:
    """Which of these paths are under a hold, and why (for erasure/holds.plug)."""
    raise NotImplementedError
