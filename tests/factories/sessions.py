"""Sessions of the small course."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import paris
from app.enrolments.models import Enrolment
from app.ledger.models import LedgerEntry
from app.scheduling import services
from app.scheduling.models import TrainingSession
from tests.factories.house import House
from tests.factories.paths import enrolled

THURSDAY = date(2026, 11, 26)
LATER = paris(THURSDAY, 18)


def planned(session: Session, house: House, **changes: Any) -> TrainingSession:
    """A session of Thursday, 9 h to 17 h in Tulle, of the small course, run by its trainer unless `by` somebody else."""
    values: dict[str, Any] = {
        "course_slug": house.course_slug,
        "title": "Premier jour",
        "starts_at": paris(THURSDAY, 9),
        "ends_at": paris(THURSDAY, 17),
        "place": "on_site",
        "capacity": 2,
    }
    return services.plan_session(session, house.actor(changes.pop("by", "trainer")), **(values | changes))


def people(session: Session, house: House, count: int) -> list[str]:
    return [enrolled(session, house, email=f"p{n}@demo.example", name=f"P{n}").id for n in range(count)]


def minutes(session: Session, enrolment_id: str) -> int:
    total = select(func.sum(LedgerEntry.minutes)).where(LedgerEntry.enrolment_id == enrolment_id)
    return session.scalar(total) or 0


def booked_with(session: Session, house: House, trainer: Actor, enrolment: Enrolment) -> TrainingSession:
    """A session that a trainer leads, in which somebody has a seat."""
    meeting = planned(session, house, trainer_id=trainer.account_id)
    services.book(session, house.actor("admin"), meeting.id, enrolment.id)
    return meeting
