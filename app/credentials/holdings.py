"""What somebody can do, as their adviser concluded it: block by block, on the competences of their course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.assessment.rules import STAGES
from app.competences import queries as competences
from app.courses.outline import Block, outline
from app.credentials.rules import Held
from app.enrolments.queries import EnrolmentRow


@dataclass(frozen=True, slots=True)
class Holding:
    """One competence. `scale` names the levels; `at`, `by`, `why` and `proofs` are those of the last conclusion."""

    held: Held
    code: str
    says: str
    scale: tuple[str, ...]
    at: datetime | None = None
    by: str = ""
    why: str = ""
    stage: str = ""
    proofs: tuple[Any, ...] = ()

    @property
    def level_words(self) -> str:
        return self.scale[self.held.level - 1] if self.held.level else ""


def of_blocks(session: Session, enrolment: EnrolmentRow) -> list[tuple[Block, list[Holding]]]:
    """Each block of the course with all its competences, concluded or not. The caller has seen the enrolment.

    What was concluded under another version of the framework counts under the same code, on a scale of as many levels.
    """
    course = outline(session, enrolment.edition_id)
    latest: dict[str, Any] = {}
    for one in competences.concluded(session, [enrolment.id])[enrolment.id]:
        name = one.competence
        if name.framework_code != course.framework_code or len(name.scale) != len(course.levels):
            continue
        known = latest.get(name.code)
        if known is None or _later(one, known):
            latest[name.code] = one
    return [
        (block, [_holding(competence, latest.get(competence.code), course.levels) for competence in block.competences])
        for block in course.blocks
    ]


def of_block(session: Session, enrolment: EnrolmentRow, block_id: str) -> list[Holding]:
    """The competences of one block; nothing when the course has no such block."""
    return next((held for block, held in of_blocks(session, enrolment) if block.id == block_id), [])


def _later(one: Any, known: Any) -> bool:
    """The exit says more than the middle; at one stage, the last conclusion stands."""
    return (STAGES.index(one.stage), one.at) > (STAGES.index(known.stage), known.at)


def _holding(competence: Any, concluded: Any, scale: Sequence[str]) -> Holding:
    if concluded is None:
        return Holding(Held(competence.id, competence.title, None), competence.code, competence.says, tuple(scale))
    return Holding(
        Held(competence.id, competence.title, concluded.level),
        competence.code,
        competence.says,
        tuple(scale),
        concluded.at,
        concluded.by_name,
        concluded.why,
        concluded.stage,
        concluded.proofs,
    )
