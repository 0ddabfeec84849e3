"""What is held about one person around their agenda and public sessions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendars.models import CalendarFeed
from app.core.db import AnyRow
from app.scheduling.models import TrainingSession
from app.visits.models import Visit


def visits(session: Session, contact_print: str) -> Sequence[AnyRow]:
    """The registrations to public sessions made with somebody's address of mail, whether they had an account or not."""
    return session.execute(
        select(
            Visit.id,
            TrainingSession.title,
            TrainingSession.starts_at,
            Visit.kind,
            Visit.name,
            Visit.email,
            Visit.phone,
            Visit.school,
            Visit.level,
            Visit.people,
            Visit.state,
            Visit.came,
            Visit.consented_at,
            Visit.created_at,
        )
        .join(TrainingSession, TrainingSession.id == Visit.session_id)
        .where(Visit.contact_print == contact_print)
        .order_by(TrainingSession.starts_at, Visit.id)
    ).all()


def calendar_feeds(session: Session, account_id: str) -> Sequence[AnyRow]:
    return session.execute(
        select(CalendarFeed.created_at, CalendarFeed.with_activities)
        .where(CalendarFeed.account_id == account_id)
        .order_by(CalendarFeed.created_at)
    ).all()
