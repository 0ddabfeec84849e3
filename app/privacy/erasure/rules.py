"""What an erasure is asked for, and what it answers. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.core.privacy import Retention

EVERYTHING: frozenset[Retention] = frozenset(Retention)


class Cause(StrEnum):
    REQUEST = "request"  # the person asked
    DIRECTIVE = "directive"  # they had asked it for after their death
    RETENTION = "retention"  # its time was over
    INACTIVITY = "inactivity"  # nobody had used the account for two years
    COMMAND = "command"  # whoever runs the house


class Ground(StrEnum):
    """Why something is kept sealed although it was erased."""

    ATTENDANCE = "attendance"  # who was there, and who signed
    TRAINING = "training"  # works, marks and levels that prove the training
    PAPERS = "papers"  # contracts, agreements, certificates
    FUNDING = "funding"  # what a funder is told of its participants
    COMPLAINT = "complaint"
    DUTY = "duty"  # what the law makes the organisation keep of its staff and registers
    HELD = "held"  # a funder has stopped the clock: nothing is destroyed


@dataclass(frozen=True, slots=True)
class Scope:
    """A whole account in one organisation, or one enrolment of it; `retentions`: only what is kept under these.

    « What is under PATH goes now, PROOF goes to the archive » is {PATH, PROOF}: what has a ground is sealed first.
    `until` is the last day in the archive when the caller knows it; otherwise the engine reckons it from the exit.
    """

    organisation_id: str
    account_id: str
    enrolment_id: str | None = None
    retentions: frozenset[Retention] = EVERYTHING
    until: date | None = None

    @property
    def whole(self) -> bool:
        return self.enrolment_id is None and self.retentions == EVERYTHING


@dataclass(frozen=True, slots=True)
class Why:
    """`reference`: the number of the request, never a name."""

    cause: Cause
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One table: how many rows are deleted, how many are emptied and stay for counts."""

    table: str
    deleted: int = 0
    cleared: int = 0
    sealed: int = 0


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes to the archive on one ground."""

    ground: Ground
    until: date
    rows: int
    files: int = 0
    enrolment_id: str | None = None
    funder_id: str | None = None
    held: str = ""  # why the clock is stopped; empty: it runs


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would do."""

    pseudonym: str
    lines: tuple[Line, ...]
    sealed: tuple[Sealed, ...]
    held: Mapping[str, str] = field(default_factory=dict)  # enrolment → why

    @property
    def deleted(self) -> int:
        return sum(line.deleted for line in self.lines)

    @property
    def cleared(self) -> int:
        return sum(line.cleared for line in self.lines)


def pseudonym(account_id: str) -> str:
    """Always the same for one person, and nothing of them."""
    return hashlib.sha256(f"erased:{account_id}".encode()).hexdigest()[:6].upper()


def years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
