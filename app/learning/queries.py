"""Where people stand."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, case, delete, exists, insert, null, select, update
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment
from app.learning.models import ActivityState
from app.learning.rules import DONE, State
from app.ledger import queries as ledger

# For a whole path: what is done needs neither its facts nor its date, and reading them is what costs.
_STATES = select(
    ActivityState.activity_id,
    ActivityState.state,
    case((ActivityState.state == DONE, null()), else_=ActivityState.facts).label("facts"),
).where(ActivityState.enrolment_id == bindparam("enrolment_id"))
_STATE = select(ActivityState.state, ActivityState.facts, ActivityState.done_at).where(
    ActivityState.enrolment_id == bindparam("enrolment_id"), ActivityState.activity_id == bindparam("activity_id")
)
_IS_DONE = State(DONE, {})

NO_FACTS: Mapping[str, Any] = {}


def editions_shown_to(session: Session, actor: Actor) -> Sequence[str]:
    """The editions whose lessons the actor may read: of every course for the team, of their own paths for the others.

    Former ones too, in which quizzes were answered; those that are followed today come first.
    """
    statement = select(Edition.id).join(Course, Course.id == Edition.course_id).where(
        Edition.organisation_id == actor.organisation_id
    )  # fmt: skip
    if not actor.is_staff:
        own = Enrolment.organisation_id == actor.organisation_id, Enrolment.learner_id == actor.account_id
        statement = statement.where(exists().where(Enrolment.course_id == Edition.course_id, *own))
    followed = case((Edition.number == Course.edition_number, 0), else_=1)
    return session.scalars(statement.order_by(followed, Edition.number.desc(), Edition.id)).all()


def states(session: Session, enrolment_id: str) -> dict[str, State]:
    """Activity id → state, for the activities that were begun; `done_at` is left out (`state_of` has it)."""
    return {
        activity_id: _IS_DONE if state == DONE else State(state, facts or NO_FACTS)
        for activity_id, state, facts in session.execute(_STATES, {"enrolment_id": enrolment_id})
    }


def state_of(session: Session, enrolment_id: str, activity_id: str) -> State | None:
    row = session.execute(_STATE, {"enrolment_id": enrolment_id, "activity_id": activity_id}).first()
    return State(row.state, row.facts or NO_FACTS, row.done_at) if row else None


def minutes_done(session: Session, enrolment_id: str) -> dict[str, dict[str, int]]:
    """Activity id → place → minutes, summed from the ledger. Time outside any activity is under the empty id."""
    found: dict[str, dict[str, int]] = {}
    for row in ledger.minutes_by_activity(session, enrolment_id):
        found.setdefault(row.activity_id or "", {})[row.place or "remote"] = row.minutes
    return found


def states_of_many(session: Session, enrolment_ids: Sequence[str]) -> list[Row[Any]]:
    """(enrolment_id, activity_id, state, done_at) of several people."""
    return list(
        session.execute(
            select(
                ActivityState.enrolment_id,
                ActivityState.activity_id,
                ActivityState.state,
                ActivityState.done_at,
            ).where(ActivityState.enrolment_id.in_(enrolment_ids))
        )
    )


_AMONG = select(ActivityState.enrolment_id, ActivityState.activity_id, ActivityState.state).where(
    ActivityState.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)),
    ActivityState.activity_id.in_(bindparam("activity_ids", expanding=True)),
)
_BEING = select(ActivityState.enrolment_id, ActivityState.activity_id).where(
    ActivityState.enrolment_id.in_(bindparam("enrolment_ids", expanding=True)),
    ActivityState.state.in_(bindparam("states", expanding=True)),
)


def states_among(session: Session, enrolment_ids: Sequence[str], activity_ids: Collection[str]) -> list[Row[Any]]:
    """(enrolment_id, activity_id, state) of several people in some activities."""
    wanted = {"enrolment_ids": list(enrolment_ids), "activity_ids": sorted(activity_ids)}
    return list(session.execute(_AMONG, wanted))


def states_being(session: Session, enrolment_ids: Sequence[str], states: Collection[str]) -> list[Row[Any]]:
    """(enrolment_id, activity_id) of what several people have in one of these states."""
    return list(session.execute(_BEING, {"enrolment_ids": list(enrolment_ids), "states": sorted(states)}))


# Writing where somebody stands runs with every act of a learner: plain rows, no entity.
_table = cast(Table, ActivityState.__table__)
_HERE = (_table.c.enrolment_id == bindparam("of_enrolment")) & (_table.c.activity_id == bindparam("of_activity"))
_TO_CHANGE = select(_table.c.state, _table.c.facts, _table.c.done_at).where(_HERE).with_for_update()
_NEW_STATE = insert(_table)
_FORGET_STATE = delete(_table).where(_HERE)
_CHANGE_STATE = (
    update(_table)
    .where(_HERE)
    .values(
        state=bindparam("to_state"),
        facts=bindparam("to_facts"),
        changed_at=bindparam("at"),
        done_at=bindparam("to_done_at"),
    )
)


def state_to_change(session: Session, enrolment_id: str, activity_id: str) -> State | None:
    """Where an activity stands, locked until the act ends."""
    row = session.connection().execute(_TO_CHANGE, {"of_enrolment": enrolment_id, "of_activity": activity_id}).first()
    return State(row.state, row.facts or NO_FACTS, row.done_at) if row else None


def keep_new_state(
    session: Session, organisation_id: str, enrolment_id: str, activity_id: str, state: State, at: datetime
) -> None:
    session.connection().execute(
        _NEW_STATE,
        {
            "organisation_id": organisation_id, "enrolment_id": enrolment_id, "activity_id": activity_id, "opened_at": at,
            "changed_at": at, "state": state.state, "facts": dict(state.facts), "done_at": state.done_at,
        },
    )  # fmt: skip


def change_state(session: Session, enrolment_id: str, activity_id: str, state: State, at: datetime) -> None:
    session.connection().execute(
        _CHANGE_STATE,
        {
            "of_enrolment": enrolment_id, "of_activity": activity_id, "at": at,
            "to_state": state.state, "to_facts": dict(state.facts), "to_done_at": state.done_at,
        },
    )  # fmt: skip


def forget_state(session: Session, enrolment_id: str, activity_id: str) -> None:
    """As if the activity had never been begun."""
    session.connection().execute(_FORGET_STATE, {"of_enrolment": enrolment_id, "of_activity": activity_id})
