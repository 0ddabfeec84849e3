"""What enrolments do when a course is published again."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.courses.events import CoursePublished
from app.courses.outline import outline
from app.enrolments.carrying import carry_plans_over


@on(CoursePublished)
def change_the_plans(session: Session, actor: Actor, event: CoursePublished) -> None:
    """People on their way find the new sequences at their own dates."""
    carry_plans_over(session, actor, outline(session, event.edition_id))
