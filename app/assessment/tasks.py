"""An activity of a given kind as somebody meets it, and the proof that they acted there."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.courses import queries as courses
from app.courses.outline import Activity, Outline
from app.enrolments.queries import EnrolmentRow
from app.learning import services as learning
from app.ledger import services as ledger
from app.ledger.kinds import Kind


@dataclass(frozen=True, slots=True)
class Task:
    enrolment: EnrolmentRow
    outline: Outline
    activity: Activity
    content: dict[str, Any]


def task_for(session: Session, actor: Actor, activity_id: str, enrolment_id: str | None, kind: str) -> Task:
    """The activity in the given enrolment or in the actor's own; NotFound otherwise, or when it is of another kind."""
    enrolment, outline, activity = learning.activity_for(session, actor, activity_id, enrolment_id)
    content = courses.content_of(session, outline.edition_id, activity_id)
    if activity.kind != kind or content is None:
        raise NotFound()
    return Task(enrolment, outline, activity, content)


def prove(
    session: Session,
    actor: Actor,
    task: Task,
    kind: Kind,
    facts: dict[str, Any],
    proof_kind: str | None = None,
    proof_id: str | None = None,
) -> None:
    """The act enters the ledger, with the marks of its activity. Its time is counted once, when the activity is done."""
    enrolment, activity = task.enrolment, task.activity
    ledger.append(
        session, actor, kind,
        person_id=enrolment.learner_id, enrolment_id=enrolment.id, activity_id=activity.id, block_id=activity.block_id,
        funder_id=enrolment.funder_id, place=activity.place, timing=activity.timing, people=activity.people,
        guidance=activity.guidance, proof_kind=proof_kind, proof_id=proof_id, facts=facts,
    )  # fmt: skip
