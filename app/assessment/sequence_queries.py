"""Where the learners of a course stand in some of its activities."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import local
from app.enrolments.models import Enrolment
from app.enrolments.queries import visible_to
from app.learning.models import ActivityState

AnyRow = Row[*tuple[Any, ...]]

_LATEST = 2_000  # enough for a median, and a bound


def people(session: Session, actor: Actor, course_id: str) -> int:
    """How many visible people have entered the course, whatever became of it."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Enrolment)
            .where(visible_to(actor), Enrolment.course_id == course_id, Enrolment.status != "admitted")
        )
        or 0
    )


def states(session: Session, actor: Actor, course_id: str, activity_ids: Sequence[str]) -> Sequence[AnyRow]:
    """(activity_id, state, people)"""
    return session.execute(
        select(ActivityState.activity_id, ActivityState.state, func.count().label("people"))
        .join(Enrolment, Enrolment.id == ActivityState.enrolment_id)
        .where(
            visible_to(actor),
            Enrolment.course_id == course_id,
            Enrolment.status != "admitted",
            ActivityState.activity_id.in_(activity_ids),
        )
        .group_by(ActivityState.activity_id, ActivityState.state)
    ).all()


def days_into_path(
    session: Session, actor: Actor, course_id: str, activity_ids: Sequence[str]
) -> dict[str, list[float]]:
    """Activity id → on which day of their own path people had done it (1 is the entry day), the latest ones."""
    found: dict[str, list[float]] = defaultdict(list)
    rows = session.execute(
        select(ActivityState.activity_id, ActivityState.done_at, Enrolment.starts_on)
        .join(Enrolment, Enrolment.id == ActivityState.enrolment_id)
        .where(
            visible_to(actor),
            Enrolment.course_id == course_id,
            Enrolment.status != "admitted",
            ActivityState.activity_id.in_(activity_ids),
            ActivityState.done_at.is_not(None),
        )
        .order_by(ActivityState.done_at.desc(), ActivityState.enrolment_id)
        .limit(_LATEST)
    )
    for row in rows:
        found[row.activity_id].append((local(row.done_at).date() - row.starts_on).days + 1)
    return found
