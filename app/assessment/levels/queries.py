"""The levels given to somebody's competences."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.orm import Session

from app.assessment.models import LevelAssessment

_LEVELS = (
    select(LevelAssessment.competence_id, LevelAssessment.stage, LevelAssessment.voice, LevelAssessment.level)
    .where(LevelAssessment.enrolment_id == bindparam("enrolment_id"))
    .order_by(LevelAssessment.at, LevelAssessment.id)
)

NEW_LEVELS = insert(cast(Table, LevelAssessment.__table__))

LevelsByCompetence = dict[str, dict[str, dict[str, int]]]


def levels(session: Session, enrolment_id: str) -> LevelsByCompetence:
    """Competence id → stage → voice → level: the latest that each voice said. The caller has seen the enrolment."""
    found: LevelsByCompetence = {}
    for row in session.execute(_LEVELS, {"enrolment_id": enrolment_id}):
        found.setdefault(row.competence_id, {}).setdefault(row.stage, {})[row.voice] = row.level
    return found


def latest(session: Session, enrolment_id: str) -> dict[str, int]:
    """Competence id → the latest level given, whatever its stage and voice. The caller has seen the enrolment."""
    return {row.competence_id: row.level for row in session.execute(_LEVELS, {"enrolment_id": enrolment_id})}


def levels_of_many(session: Session, enrolment_ids: Sequence[str]) -> dict[str, LevelsByCompetence]:
    """Enrolment id → the same, for several people in one statement."""
    found: dict[str, LevelsByCompetence] = {}
    if not enrolment_ids:
        return found
    rows: Any = session.execute(
        select(
            LevelAssessment.enrolment_id,
            LevelAssessment.competence_id,
            LevelAssessment.stage,
            LevelAssessment.voice,
            LevelAssessment.level,
        )
        .where(LevelAssessment.enrolment_id.in_(enrolment_ids))
        .order_by(LevelAssessment.at, LevelAssessment.id)
    )
    for row in rows:
        person = found.setdefault(row.enrolment_id, {})
        person.setdefault(row.competence_id, {}).setdefault(row.stage, {})[row.voice] = row.level
    return found
