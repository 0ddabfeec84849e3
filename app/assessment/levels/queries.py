"""The levels given to somebody's competences."""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from app.assessment.models import LevelAssessment
from app.assessment.rules import heard

_LEVELS = (
    select(
        LevelAssessment.competence_id,
        LevelAssessment.stage,
        LevelAssessment.voice,
        LevelAssessment.given_by,
        LevelAssessment.level,
    )
    .where(LevelAssessment.enrolment_id == bindparam("enrolment_id"))
    .order_by(LevelAssessment.at, LevelAssessment.id)
)
_WORDS_OF = (
    select(LevelAssessment.competence_id, LevelAssessment.level)
    .where(
        LevelAssessment.enrolment_id == bindparam("enrolment_id"),
        LevelAssessment.stage == bindparam("stage"),
        LevelAssessment.voice == bindparam("voice"),
        LevelAssessment.given_by == bindparam("given_by"),
    )
    .order_by(LevelAssessment.at, LevelAssessment.id)
)

NEW_LEVELS = insert(cast(Table, LevelAssessment.__table__))

LevelsByCompetence = dict[str, dict[str, dict[str, int]]]


def levels(session: Session, enrolment_id: str) -> LevelsByCompetence:
    """Competence id → stage → voice → level: the latest word of each voice. The caller has seen the enrolment.

    Several people who speak in one voice keep a word each; the voice says what `rules.heard` makes of them.
    """
    latest: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in session.execute(_LEVELS, {"enrolment_id": enrolment_id}):
        latest.setdefault((row.competence_id, row.stage, row.voice), {})[row.given_by] = row.level
    found: LevelsByCompetence = {}
    for (competence_id, stage, voice), people in latest.items():
        found.setdefault(competence_id, {}).setdefault(stage, {})[voice] = heard(people.values())
    return found


def words_of(session: Session, enrolment_id: str, stage: str, voice: str, given_by: str) -> dict[str, int]:
    """Competence id → the latest level that one person gave there, in one voice."""
    wanted = {"enrolment_id": enrolment_id, "stage": stage, "voice": voice, "given_by": given_by}
    return {row.competence_id: row.level for row in session.execute(_WORDS_OF, wanted)}
