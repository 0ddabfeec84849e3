"""Spaces are there before anybody writes: a course and a group have theirs as soon as somebody is in them."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.courses.events import CourseDeleted
from app.enrolments import queries as enrolments
from app.enrolments.events import EnrolmentAdmitted, GroupsChanged
from app.enrolments.groups import queries as groups
from app.forum import queries, services


@on(EnrolmentAdmitted)
def open_the_space_of_the_course(session: Session, actor: Actor, event: EnrolmentAdmitted) -> None:
    enrolment = enrolments.enrolment_of(session, actor.organisation_id, event.enrolment_id)
    for kind, course_id in (("organisation", None), ("entrepreneurs", None), ("course", enrolment.course_id)):
        services.space_of(session, actor.organisation_id, kind, course_id)


@on(GroupsChanged)
def open_the_spaces_of_the_groups(session: Session, actor: Actor, event: GroupsChanged) -> None:
    for group_id, _name in groups.of_enrolment(session, event.enrolment_id):
        services.space_of(session, actor.organisation_id, "group", group_id=group_id)


@on(CourseDeleted)
def let_go_of_the_course(session: Session, actor: Actor, event: CourseDeleted) -> None:
    """Nobody was ever in a course that was never published: its space, if one was made, is empty."""
    known = queries.space_known(session, actor.organisation_id, "course", event.course_id)
    if known:
        session.delete(queries.space_to_change(session, actor.organisation_id, known))
        session.flush()
