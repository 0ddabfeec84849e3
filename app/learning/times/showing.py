"""What the page of an activity shows of the time spent."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.outline import Activity
from app.enrolments.queries import EnrolmentRow
from app.learning.rules import DONE, WAITING, State
from app.learning.times import queries, rules


def values(
    session: Session, actor: Actor, enrolment: EnrolmentRow, activity: Activity, state: State | None
) -> dict[str, Any]:
    """What was declared of work done at a distance, and whether it is asked with « J'ai terminé »."""
    remote = rules.is_remote_work(activity)
    given = remote and state is not None and state.state in (DONE, WAITING)
    own = actor.account_id == enrolment.learner_id
    said = queries.declared(session, enrolment.id, activity.id) if given else None
    return {
        "declared": said, "says_time": given and (own or said is not None), "asks_time": remote, "time_refused": None,
        "time_errors": {}, "time_typed": "",
    }  # fmt: skip
