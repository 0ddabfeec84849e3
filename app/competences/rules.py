"""What levels mean together: who agrees, what counts, how far somebody has come. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

GAP = 1  # from this many levels between two people, their words differ enough to be marked


@dataclass(frozen=True, slots=True)
class Named:
    """A competence as its version of the framework calls it. `scale`: the names of the levels, the first is 1."""

    id: str
    code: str
    title: str
    says: str
    block_id: str
    block_code: str
    block_title: str
    block_position: int
    pictogram: str
    framework_code: str
    framework_version: str
    scale: tuple[str, ...]
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody shows for a level. `href` opens it, for whoever may; empty when nothing is there to open."""

    id: str
    competence_id: str
    stage: str
    voice: str
    given_by: str
    kind: str  # work, session, activity, document
    title: str
    words: str
    href: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """The latest word of one person, in one voice, on one competence at one stage."""

    enrolment_id: str
    competence: Named
    stage: str
    voice: str
    given_by: str
    name: str
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Concluded:
    """What an adviser concluded; reopened, it no longer stands."""

    id: str
    enrolment_id: str
    competence: Named
    stage: str
    level: int
    why: str
    by: str
    by_name: str
    at: datetime
    reopened_at: datetime | None
    reopened_by_name: str
    reopened_why: str
    proofs: tuple[Proof, ...]

    @property
    def stands(self) -> bool:
        return self.reopened_at is None

    @property
    def level_name(self) -> str:
        return (
            self.competence.scale[self.level - 1] if 1 <= self.level <= len(self.competence.scale) else str(self.level)
        )


def gap(levels: Iterable[int]) -> int:
    """How far apart the lowest and the highest are."""
    known = list(levels)
    return max(known) - min(known) if known else 0


def disagree(levels: Iterable[int]) -> bool:
    return gap(levels) >= GAP
