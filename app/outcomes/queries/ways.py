"""When and how an organisation takes news."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outcomes.models import FollowUpWays
from app.outcomes.rules import THE_HOUSES, Ways


def ways_of(session: Session, organisation_id: str) -> Ways:
    """As it said, or as the house does."""
    row = session.execute(
        select(
            FollowUpWays.months, FollowUpWays.reminders, FollowUpWays.reminder_days, FollowUpWays.attempts,
            FollowUpWays.open_days,
        ).where(FollowUpWays.organisation_id == organisation_id)
    ).first()  # fmt: skip
    if row is None:
        return THE_HOUSES
    return Ways(tuple(sorted(row.months)), row.reminders, row.reminder_days, row.attempts, row.open_days)


def ways_to_change(session: Session, organisation_id: str) -> FollowUpWays | None:
    return session.get(FollowUpWays, organisation_id, with_for_update=True)
