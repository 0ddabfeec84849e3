"""Opening threads, and what settles a question."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid, NotFound
from app.core.i18n import _
from app.core.journal import record
from app.forum import policies, queries, rules
from app.forum.events import AnswerAccepted, ThreadOpened
from app.forum.models import Thread
from app.forum.services.posts import add_post, check_pace, post
from app.forum.services.spaces import space_of
from app.forum.writing import people
from app.ledger import services as ledger


def open_thread(
    session: Session,
    actor: Actor,
    title: str,
    body: str,
    activity_id: str | None = None,
    experts: bool = False,
    course_id: str | None = None,
    *,
    space_id: str = "",
    kind: str = "discussion",
    takes_replies: bool = True,
    anonymous: bool = False,
    via: str = "page",
) -> Thread:
    """A thread and its first post, in a space that the actor sees; without one, where it goes by itself.

    The thread of a forum task exists once: opening it again adds a post.
    """
    require(policies.may_open(actor))
    if kind == "announcement":
        require(policies.may_announce(actor))
    title, body = rules.clean(title), rules.clean(body)
    rules.check(title=title, body=body)
    if kind not in rules.KINDS:
        raise Invalid(_("Choisissez le genre du fil."), [FieldError("kind", _("Choisissez le genre du fil."))])
    ledger.take_turn(session, actor.organisation_id)
    if activity_id:
        known = queries.thread_of_activity(session, actor.organisation_id, activity_id)
        if known:
            post(session, actor, known.id, body)
            return session.get_one(Thread, known.id)
    moment = now()
    twin = queries.same_thread(session, actor.organisation_id, actor.account_id, title, body, moment - rules.SENT_TWICE)
    if twin:
        return twin
    check_pace(session, actor)
    space_id, experts = _place(session, actor, space_id, course_id, experts)
    people.check_named(session, space_id, experts, body)
    if anonymous:
        require(policies.may_hide_name(actor))
    thread = Thread(
        organisation_id=actor.organisation_id,
        space_id=space_id,
        kind=kind,
        course_id=course_id,
        activity_id=activity_id,
        author_id=actor.account_id,
        anonymous=anonymous,
        title=title,
        experts=experts,
        takes_replies=takes_replies or kind != "announcement",
        created_at=moment,
        last_post_at=moment,
    )
    try:
        with session.begin_nested():
            session.add(thread)
    except IntegrityError:  # somebody answered the same forum task at the same instant
        known = queries.thread_of_activity(session, actor.organisation_id, activity_id or "")
        if known is None:
            raise
        post(session, actor, known.id, body)
        return session.get_one(Thread, known.id)
    written = add_post(session, actor, thread.id, activity_id, body, anonymous=anonymous, via=via)
    session.refresh(thread)
    record(session, actor, ThreadOpened(thread.id, written.id))
    return thread


def _place(session: Session, actor: Actor, space_id: str, course_id: str | None, experts: bool) -> tuple[str, bool]:
    """The space of a new thread, and whether business owners read it: always in those that are theirs too."""
    if not space_id:
        shared = experts or not policies.may_open_in(actor, "organisation")
        kind = "course" if course_id else "entrepreneurs" if shared else "organisation"
        require(policies.may_open_in(actor, kind))
        return space_of(session, actor.organisation_id, kind, course_id), shared
    try:
        space = queries.space_for(session, actor, space_id)
    except NotFound:
        problem = _("Cet espace n'est plus là. Choisissez-en un autre.")
        raise Invalid(_("Votre fil n'est pas encore ouvert."), [FieldError("space", problem)]) from None
    require(policies.may_open_in(actor, space.kind))
    if space.archived_at:
        problem = _("On n'écrit plus dans cet espace. Choisissez-en un autre.")
        raise Invalid(_("Votre fil n'est pas encore ouvert."), [FieldError("space", problem)])
    return space.id, experts or space.kind == "entrepreneurs"


def accept_answer(session: Session, actor: Actor, thread_id: str, number: int | None) -> Thread:
    """This answer settles the question; another one may take its place, or none (no number)."""
    require(policies.may_visit(actor))
    ledger.take_turn(session, actor.organisation_id)  # posts do not change their number meanwhile
    seen = queries.thread_for(session, actor, thread_id)
    require(policies.may_accept(actor, seen.author_id))
    if seen.kind != "question":
        raise Conflict(_("Seule une question a une réponse retenue. Rien n'a changé."))
    thread = queries.thread_to_change(session, actor.organisation_id, thread_id)
    if number is None:
        thread.accepted_post_id = None
        session.flush()
        return thread
    answer = queries.post_to_change(session, thread_id, number)
    if number == 1 or answer.deleted_at or answer.hidden_at:
        raise Conflict(_("Ce message ne peut pas être la réponse retenue. Choisissez-en un autre."))
    if thread.accepted_post_id != answer.id:
        thread.accepted_post_id = answer.id
        record(session, actor, AnswerAccepted(thread.id, answer.id))
    return thread
