"""What a person has to show."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.assessment.models import Submission
from app.learning.models import ActivityState
from app.learning.rules import DONE


def works(session: Session, enrolment_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """(id, activity_id) of what was handed in and not replaced since, the latest first."""
    return session.execute(
        select(Submission.id, Submission.activity_id)
        .where(Submission.enrolment_id == enrolment_id, Submission.state != "replaced")
        .order_by(Submission.sent_at.desc(), Submission.id.desc())
    ).all()


def activities_done(session: Session, enrolment_id: str) -> set[str]:
    return set(
        session.scalars(
            select(ActivityState.activity_id).where(
                ActivityState.enrolment_id == enrolment_id, ActivityState.state == DONE
            )
        )
    )


def activity_of_work(session: Session, submission_id: str) -> str | None:
    return session.scalar(select(Submission.activity_id).where(Submission.id == submission_id))
