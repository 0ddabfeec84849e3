"""What levels mean together: who agrees, what counts, how far somebody has come. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.assessment.rules import CONCLUDED, STAGES, block_levels, said_level
from app.courses.outline import Block, Outline

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


# --- One path, block by block -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A block at one stage: the mean of the levels that count, over how many of its competences, and how many of these
    are concluded."""

    stage: str
    level: float | None
    known: int
    concluded: int


@dataclass(frozen=True, slots=True)
class Line:
    """A block from the entry to the exit."""

    block: Block
    points: tuple[Point, ...]
    apart: bool  # somewhere in it two voices differ

    @property
    def first(self) -> float | None:
        """Where somebody set out from."""
        return next((point.level for point in self.points if point.level is not None), None)

    @property
    def last(self) -> float | None:
        return next((point.level for point in self.points[::-1] if point.level is not None), None)

    @property
    def measured_twice(self) -> bool:
        return sum(point.level is not None for point in self.points) > 1

    @property
    def has_grown(self) -> bool:
        return self.measured_twice and (self.last or 0) > (self.first or 0)


Levels = Mapping[str, Mapping[str, Mapping[str, int]]]  # competence id → stage → voice, or CONCLUDED → level


def lines(outline: Outline, levels: Levels) -> tuple[Line, ...]:
    """The blocks of a path with what is known of each, by the one rule of `assessment.rules.block_levels`."""
    means = block_levels(outline, levels)
    return tuple(
        Line(
            block,
            tuple(
                Point(
                    stage,
                    means[block.id][stage],
                    sum(
                        1 for one in block.competences if said_level(levels.get(one.id, {}).get(stage, {})) is not None
                    ),
                    sum(1 for one in block.competences if CONCLUDED in levels.get(one.id, {}).get(stage, {})),
                )
                for stage in STAGES
            ),
            any(
                disagree(level for voice, level in said.items() if voice != CONCLUDED)
                for one in block.competences
                for said in levels.get(one.id, {}).values()
            ),
        )
        for block in outline.blocks
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What is read first: how many blocks have grown, out of how many."""

    blocks: int
    known: int  # measured at least once
    twice: int  # measured at two moments at least
    grown: int
    competences: int
    concluded: int  # competences whose latest stage is concluded


def told(outline: Outline, levels: Levels, some: Sequence[Line]) -> Told:
    every = [one.id for block in outline.blocks for one in block.competences]
    return Told(
        blocks=len(some),
        known=sum(line.first is not None for line in some),
        twice=sum(line.measured_twice for line in some),
        grown=sum(line.has_grown for line in some),
        competences=len(every),
        concluded=sum(any(CONCLUDED in said for said in levels.get(key, {}).values()) for key in every),
    )
