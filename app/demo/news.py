"""News of the demonstration: appointments taken by people, told to their adviser; what two people chose of it all.

The letters that were written (app/demo/letters.py) are news too: those of before this week have been read.
"""

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from app.appointments import queries as appointments
from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.identity import queries as identity
from app.identity.services import actor_for
from app.notifications.choices import services as choosing
from app.notifications.choices.rules import Choice
from app.notifications.inbox import queries, services
from app.notifications.kinds import Pace
from app.notifications.rules import Quiet
from app.notifications.telling.appointments import tell_of_a_booking

EVENING = Quiet(time(19, 30), time(7, 30))
TOLD = 4  # appointments


def spread_the_news(database: Database, adviser: Actor, learner_email: str, now: datetime) -> None:
    """What the adviser is told of the last days; what the featured learner has read, and chose."""
    with database.writing() as session, clock.at(now - timedelta(hours=3)):
        coming = appointments.held_by(session, adviser, adviser.account_id, now, now + timedelta(days=21))
        for row in coming[:TOLD]:
            by = {"appointment_id": row.id, "enrolment_id": row.enrolment_id, "by": row.learner_id}
            tell_of_a_booking(session, by)
        choosing.set_hours(session, adviser, choosing.Hours(EVENING, 7, 0))
        account = identity.account_by_email(session, learner_email)
        learner = actor_for(session, adviser.organisation_id, account.id) if account else None
        if learner is not None:
            choosing.choose(
                session, learner, {"forum_replies": Choice(page=True, mail=Pace.WEEK, push=False, sms=False)}
            )
            _read_the_old(session, learner, now - timedelta(days=5))


def _read_the_old(session: Session, learner: Actor, since: datetime) -> None:
    for row in queries.notices(session, learner, limit=200):
        if row.created_at < since:
            services.read(session, learner, row.id)
