"""Opening threads and answering them."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import now
from app.core.db import add_at_once
from app.core.errors import NotFound
from app.core.ids import new_id
from app.courses.outline import Activity, Outline, outline
from app.courses.queries import content_of
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import OPEN
from app.forum import policies, queries, rules
from app.forum.models import ForumSpace, Post, Thread
from app.learning import services as learning
from app.learning.openings import must_be_open
from app.learning.policies import may_work_on
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.web.text import post_html


def open_thread(
    session: Session,
    actor: Actor,
    title: str,
    body: str,
    activity_id: str | None = None,
    experts: bool = False,
    course_id: str | None = None,
) -> Thread:
    """A thread and its first post. The thread of a forum task exists once: opening it again adds a post."""
    require(policies.may_open(actor))
    title, body = rules.clean(title), rules.clean(body)
    rules.check(title=title, body=body)
    if activity_id:
        known = queries.thread_of_activity(session, actor.organisation_id, activity_id)
        if known:
            post(session, actor, known.id, body)
            return session.get_one(Thread, known.id)
    moment = now()
    twin = queries.same_thread(session, actor.organisation_id, actor.account_id, title, body, moment - rules.SENT_TWICE)
    if twin:
        return twin
    space = space_of(session, actor.organisation_id, course_id, experts)
    thread = Thread(
        organisation_id=actor.organisation_id,
        space_id=space,
        course_id=course_id,
        activity_id=activity_id,
        author_id=actor.account_id,
        title=title,
        experts=experts,
        created_at=moment,
        last_post_at=moment,
    )
    try:
        with session.begin_nested():
            session.add(thread)
    except IntegrityError:  # PostgreSQL: somebody answered the same forum task at the same instant
        known = queries.thread_of_activity(session, actor.organisation_id, activity_id or "")
        if known is None:
            raise
        post(session, actor, known.id, body)
        return session.get_one(Thread, known.id)
    _add_post(session, actor, thread.id, activity_id, body)
    session.refresh(thread)
    return thread


def post(session: Session, actor: Actor, thread_id: str, body: str) -> Post:
    """Answer a thread. The same words sent twice within a minute are kept once."""
    require(policies.may_visit(actor))
    thread = queries.thread_for(session, actor, thread_id)
    enrolment, task = _path_of(session, actor, thread.activity_id) if thread.activity_id else (None, None)
    if enrolment and task:
        must_be_open(session, enrolment, outline(session, enrolment.edition_id), task)
    return _answer(session, actor, thread_id, thread.experts, thread.activity_id, body)


def _answer(session: Session, actor: Actor, thread_id: str, experts: bool, activity_id: str | None, body: str) -> Post:
    require(policies.may_post(actor, experts))
    body = rules.clean(body)
    rules.check(body=body)
    twin = queries.same_post(session, thread_id, actor.account_id, body, now() - rules.SENT_TWICE)
    return twin or _add_post(session, actor, thread_id, activity_id, body)


def answer_activity(session: Session, actor: Actor, activity_id: str, body: str) -> Post:
    """Answer the forum task of one's own path: the first answer opens the thread that all share."""
    enrolment, course, activity = task_of(session, actor, activity_id)
    learning.working_enrolment(session, actor, enrolment, course, activity)
    known = queries.thread_of_activity(session, actor.organisation_id, activity_id)
    if known:
        return _answer(session, actor, known.id, known.experts, activity_id, body)
    experts = bool((content_of(session, course.edition_id, activity_id) or {}).get("experts"))
    thread = open_thread(session, actor, activity.title, body, activity_id, experts, enrolment.course_id)
    return session.get_one(Post, queries.latest_posts(session, thread.id, limit=1)[0].id)


def task_of(session: Session, actor: Actor, activity_id: str) -> tuple[EnrolmentRow, Outline, Activity]:
    """The forum task of the actor's own path; NotFound otherwise."""
    enrolment, course, activity = learning.activity_for(session, actor, activity_id)
    if activity.kind != "forum":
        raise NotFound()
    return enrolment, course, activity


def _add_post(session: Session, actor: Actor, thread_id: str, activity_id: str | None, body: str) -> Post:
    moment = now()
    number = session.connection().execute(queries.ONE_MORE_POST, {"thread_id": thread_id, "at": moment}).scalar_one()
    written = Post(
        id=new_id(),
        organisation_id=actor.organisation_id,
        thread_id=thread_id,
        number=number,
        author_id=actor.account_id,
        body=body,
        html=post_html(body),
        created_at=moment,
    )
    add_at_once(session, written)
    enrolment, activity = _path_of(session, actor, activity_id)
    ledger.append(
        session,
        actor,
        Kind.FORUM_POSTED,
        person_id=actor.account_id,
        enrolment_id=enrolment.id if enrolment else None,
        activity_id=activity_id,
        block_id=activity.block_id if activity else None,
        funder_id=enrolment.funder_id if enrolment else None,
        proof_kind="post",
        proof_id=written.id,
    )
    if enrolment and activity and may_work_on(actor, enrolment.learner_id, enrolment.status):
        count = queries.count_posts_by(session, thread_id, actor.account_id)
        needed = rules.posts_needed(activity.completion)
        learning.record_result(
            session,
            actor,
            enrolment,
            activity,
            state="done" if count >= needed else "opened",
            facts={"posts": count, "wanted": needed},
            proof_kind="post",
            proof_id=written.id,
        )
    return written


def space_of(session: Session, organisation_id: str, course_id: str | None, experts: bool) -> str:
    """The space where a thread goes by itself: of its course, « entre entrepreneurs », or of the organisation."""
    kind = "course" if course_id else "entrepreneurs" if experts else "organisation"
    known = queries.space_known(session, organisation_id, kind, course_id)
    if known:
        return known
    space = ForumSpace(organisation_id=organisation_id, kind=kind, course_id=course_id)
    session.add(space)
    session.flush()
    return space.id


def _path_of(session: Session, actor: Actor, activity_id: str | None) -> tuple[EnrolmentRow | None, Activity | None]:
    """The open path that a post belongs to, and the forum task when it answers one of that path."""
    if not actor.has(Role.LEARNER):
        return None, None
    if activity_id and (found := enrolments.own_enrolment_with(session, actor, activity_id)):
        if found.status in OPEN:
            return found, outline(session, found.edition_id).activities.get(activity_id)
        return None, None
    current = enrolments.current_enrolment(session, actor)
    return (current, None) if current and current.status in OPEN else (None, None)
