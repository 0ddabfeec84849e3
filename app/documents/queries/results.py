"""What the work of somebody was found to be worth, for their attestation."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, Review, Submission


def best_scores(session: Session, enrolment_id: str) -> Mapping[str, float]:
    """Activity id → the best part of the points, among the tries that are wholly marked."""
    best = func.max(Attempt.points / Attempt.possible)
    rows = session.execute(
        select(Attempt.activity_id, best.label("best"))
        .where(Attempt.enrolment_id == enrolment_id, Attempt.state == "graded", Attempt.possible > 0)
        .group_by(Attempt.activity_id)
    )
    return {row.activity_id: float(row.best) for row in rows}


def accepted_works(session: Session, enrolment_id: str) -> frozenset[str]:
    """The activities of which a work was accepted by a person."""
    return frozenset(
        session.scalars(
            select(Submission.activity_id)
            .join(Review, Review.submission_id == Submission.id)
            .where(Submission.enrolment_id == enrolment_id, Review.decision == "accepted")
            .distinct()
        )
    )
