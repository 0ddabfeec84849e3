"""What the floors below ask of levels: plugged in here, so that a conclusion counts wherever a level is shown."""

from sqlalchemy.orm import Session

from app.assessment.rules import block_levels
from app.competences import queries
from app.courses.outline import Outline
from app.learning.levels import BlockLevels, plug_latest_levels, plug_levels


def of_blocks(session: Session, enrolment_id: str, outline: Outline) -> BlockLevels:
    return block_levels(outline, queries.levels(session, enrolment_id, outline))


plug_levels(of_blocks)
plug_latest_levels(queries.latest)
