"""Forum tasks: a step of a path that is done by writing in a thread that the whole course shares."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import NotFound
from app.courses.outline import Activity, Outline
from app.courses.queries import content_of
from app.enrolments.queries import EnrolmentRow
from app.forum import queries
from app.forum.models import Post
from app.forum.services.posts import answer, thread_to_answer
from app.forum.services.threads import open_thread
from app.learning import services as learning
from app.ledger import services as ledger


def answer_activity(session: Session, actor: Actor, activity_id: str, body: str) -> Post:
    """Answer the forum task of one's own path: the first answer opens the thread that all share."""
    enrolment, course, activity = task_of(session, actor, activity_id)
    learning.working_enrolment(session, actor, enrolment, course, activity)
    ledger.take_turn(session, actor.organisation_id)
    known = queries.thread_of_activity(session, actor.organisation_id, activity_id)
    if known:
        return answer(session, actor, thread_to_answer(session, actor, known.id), body)
    experts = bool((content_of(session, course.edition_id, activity_id) or {}).get("experts"))
    thread = open_thread(session, actor, activity.title, body, activity_id, experts, enrolment.course_id)
    return session.get_one(Post, queries.latest_posts(session, thread.id, limit=1)[0].id)


def task_of(session: Session, actor: Actor, activity_id: str) -> tuple[EnrolmentRow, Outline, Activity]:
    """The forum task of the actor's own path; NotFound otherwise."""
    enrolment, course, activity = learning.activity_for(session, actor, activity_id)
    if activity.kind != "forum":
        raise NotFound()
    return enrolment, course, activity
