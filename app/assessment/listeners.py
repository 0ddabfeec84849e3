"""What this room does when something happens downstairs."""

from sqlalchemy.orm import Session

from app.assessment.bank import services as banks
from app.core.access import Actor
from app.core.journal import on
from app.courses.events import CourseDeleted


@on(CourseDeleted)
def untie_its_banks(session: Session, actor: Actor, event: CourseDeleted) -> None:
    """A course goes away: the banks tied to it stay."""
    banks.untie_banks(session, event.course_id)
