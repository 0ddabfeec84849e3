"""What the activities behind evidence are called."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.courses.models import Course, Edition, EditionActivity


def activity_titles(session: Session, organisation_id: str, activity_ids: set[str]) -> dict[str, str]:
    """The titles of activities, as their latest edition says them. Asked for nothing too: a page asks as many questions whatever it shows."""
    statement = (
        select(EditionActivity.activity_id, EditionActivity.title)
        .join(Edition, Edition.id == EditionActivity.edition_id)
        .join(Course, Course.id == Edition.course_id)
        .where(EditionActivity.organisation_id == organisation_id, EditionActivity.activity_id.in_(activity_ids))
        .order_by(Edition.number)
    )
    return {row.activity_id: row.title for row in session.execute(statement)}
