"""The news to take of an exit: planned with it, moved when it is corrected, without object when the person comes back."""

from sqlalchemy.orm import Session

from app.core.clock import now, today
from app.core.ids import new_id
from app.enrolments.exits.models import PathExit
from app.outcomes import queries, rules
from app.outcomes.models import SituationCheck
from app.outcomes.rules import State


def plan(session: Session, left: PathExit, *, not_before_today: bool = False) -> None:
    """One row for each month of the organisation that has none. `not_before_today`: none for a day that has passed."""
    known = {row.month for row in queries.checks_to_change(session, left.enrolment_id, left.spell)}
    for month in queries.ways_of(session, left.organisation_id).months:
        due_on = rules.months_after(left.left_on, month)
        if month in known or (not_before_today and due_on < today()):
            continue
        session.add(
            SituationCheck(
                id=new_id(), organisation_id=left.organisation_id, enrolment_id=left.enrolment_id, spell=left.spell,
                month=month, due_on=due_on, state=State.PLANNED.value, asked_times=0, attempts=0,
            )
        )  # fmt: skip
    session.flush()


def move(session: Session, left: PathExit) -> None:
    """The exit was corrected: what is not asked yet follows its date. What was asked or said stays as it was."""
    for row in queries.checks_to_change(session, left.enrolment_id, left.spell):
        if row.state == State.PLANNED:
            row.due_on = rules.months_after(left.left_on, row.month)
    session.flush()


def drop(session: Session, enrolment_id: str) -> None:
    """The person came back: no more news to take of this exit. What they said stays with it."""
    for row in queries.open_checks_to_change(session, enrolment_id):
        row.state, row.closed_at, row.ask_again_on, row.call_on = State.CANCELLED.value, now(), None, None
        row.nonce, row.token_hash = None, None
    session.flush()
