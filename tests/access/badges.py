"""A block that gives a badge, the badge of somebody, shown, and a key: for the doors that lead to them."""

from sqlalchemy.orm import Session

from app.competences.models import LevelConclusion
from app.core.access import Actor
from app.courses.outline import Outline
from app.credentials import services
from tests.access.stage import Bodies, Piece, Stage


def badge_of(
    session: Session, admin: Actor, adviser: Actor, learner: Actor, enrolment: str, outline: Outline
) -> dict[str, str]:
    block = outline.blocks[0]
    for competence in block.competences:
        session.add(
            LevelConclusion(
                organisation_id=adviser.organisation_id, enrolment_id=enrolment, competence_id=competence.id, level=2,
                stage="exit", why="Vu ensemble", concluded_by=adviser.account_id,
            )
        )  # fmt: skip
    services.set_offer(
        session, admin, block.id, level=1, name="Un bloc", description="Sait faire.", criteria="Vu.", given=True
    )
    session.flush()
    badge = services.give(session, adviser, enrolment, block.id)
    services.show_badge(session, learner, badge.id, shown=True)
    return {"badge_id": badge.id, "block_id": block.id, "organisation_slug": "demo"}


def documents(stage: Stage) -> Bodies:
    return {"POST /enrolments/{enrolment_id}/badges": {"block_id": stage.ids["block_id"]}}


PIECE = Piece(
    lambda session, stage: badge_of(session, stage.admin, stage.adviser, stage.learner, stage.path, stage.outline),
    documents=documents,
)
