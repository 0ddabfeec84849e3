"""Answering threads, and what becomes of a post: changed, taken back, thanked for."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.clock import elsewhere, now
from app.core.db import AnyRow, add_at_once
from app.core.errors import Conflict, NotFound, TooMany
from app.core.i18n import _, ngettext
from app.core.ids import new_id
from app.core.journal import record
from app.courses.outline import Activity, outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import OPEN
from app.forum import policies, queries, rules
from app.forum.events import PostEdited, PostRemoved, PostRestored, PostThanked, PostWritten
from app.forum.models import Post, PostThanks, PostVersion
from app.forum.services.moderation import note
from app.forum.services.reading import wrote_in
from app.forum.writing import people
from app.learning import services as learning
from app.learning.openings import must_be_open
from app.learning.policies import may_work_on
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.web.text import post_html


class ThreadGone(Conflict):
    """The thread was taken away while somebody was writing in it."""


class ThreadClosed(Conflict):
    """The thread is read, and takes no more answers."""


def post(
    session: Session, actor: Actor, thread_id: str, body: str, *, reply_to: int | None = None, via: str = "page",
    anonymous: bool = False,
) -> Post:  # fmt: skip
    """Answer a thread, or one of its posts. The same words sent twice within a minute are kept once."""
    require(policies.may_visit(actor))
    ledger.take_turn(session, actor.organisation_id)  # the thread is not closed, moved or merged meanwhile
    thread = thread_to_answer(session, actor, thread_id)
    enrolment, task = _path_of(session, actor, thread.activity_id) if thread.activity_id else (None, None)
    if enrolment and task:
        must_be_open(session, enrolment, outline(session, enrolment.edition_id), task)
    return answer(session, actor, thread, body, reply_to=reply_to, via=via, anonymous=anonymous)


def thread_to_answer(session: Session, actor: Actor, thread_id: str) -> AnyRow:
    """The thread that an answer goes to: where it is now, if it was merged meanwhile."""
    into = queries.merged_into(session, actor.organisation_id, thread_id)
    try:
        thread = queries.thread_for(session, actor, into or thread_id)
    except NotFound:
        if queries.removed_from(session, actor, into or thread_id):
            raise _gone() from None
        raise
    if thread.deleted_at:
        raise _gone()
    return thread


def _gone() -> ThreadGone:
    return ThreadGone(
        _("Ce fil vient d'être retiré par l'équipe. Votre message n'est pas envoyé, vos mots sont gardés ci-dessous.")
    )


def answer(
    session: Session, actor: Actor, thread: AnyRow, body: str, *, reply_to: int | None = None, via: str = "page",
    anonymous: bool = False,
) -> Post:  # fmt: skip
    """Add a post to a thread that the actor sees and whose turn is taken."""
    require(policies.may_post(actor, thread.experts))
    body = rules.clean(body)
    rules.check(body=body)
    twin = queries.same_post(session, thread.id, actor.account_id, body, now() - rules.SENT_TWICE)
    if twin:
        return twin
    if closed := rules.closed_because(thread) if not policies.is_moderator(actor) else "":
        raise ThreadClosed(closed)
    check_pace(session, actor)
    people.check_named(session, thread.space_id, thread.experts, body)
    if anonymous:
        require(policies.may_hide_name(actor))
    anonymous = anonymous or (thread.anonymous and thread.author_id == actor.account_id)  # they stay without a name
    if reply_to is not None and not 1 <= reply_to <= thread.posts:
        reply_to = None
    written = add_post(
        session, actor, thread.id, thread.activity_id, body, reply_to=reply_to, via=via, anonymous=anonymous,
        read_to=thread.read_to,
    )  # fmt: skip
    record(session, actor, PostWritten(thread.id, written.id, reply_to))
    return written


def check_pace(session: Session, actor: Actor) -> None:
    """Nobody fills the forum faster than people read it. The team, which may have much to answer, is not held back, nor is
    what is lived at another moment: stories are not told in the order of time."""
    if elsewhere() or policies.is_moderator(actor):
        return
    moment = now()
    most, within = rules.PACES[-1]
    wait = rules.seconds_to_wait(
        queries.written_since(session, actor.account_id, moment - within, moment, limit=most), moment
    )
    if wait:
        minutes = -(-wait // 60)
        raise TooMany(
            ngettext(
                "Vous écrivez vite ! Votre message n'est pas encore envoyé, vos mots sont gardés. Attendez %(num)s minute et envoyez de nouveau.",
                "Vous écrivez vite ! Votre message n'est pas encore envoyé, vos mots sont gardés. Attendez %(num)s minutes et envoyez de nouveau.",
                minutes,
            )
            % {"num": minutes},
            retry_after=wait,
        )


def edit_post(session: Session, actor: Actor, thread_id: str, number: int, body: str, title: str | None = None) -> Post:
    """Change one's own words, and the title with those of the first post. What they were stays for moderators."""
    thread, written = _own(session, actor, thread_id, number)
    require(policies.may_edit(actor, written.author_id))
    if written.deleted_at or written.hidden_at:
        raise Conflict(_("Ce message est retiré : il ne peut plus être modifié."))
    if closed := rules.closed_because(thread) if not policies.is_moderator(actor) else "":
        raise ThreadClosed(closed)
    body = rules.clean(body)
    title = rules.clean(title) if title is not None and number == 1 and not thread.activity_id else None
    rules.check(title=title, body=body)
    renamed = title is not None and title != thread.title
    if title is not None and renamed:
        queries.thread_to_change(session, actor.organisation_id, thread.id).title = title
    if body == written.body:
        if renamed:
            record(session, actor, PostEdited(thread.id, written.id))
        return written
    people.check_named(session, thread.space_id, thread.experts, body)
    moment = now()
    session.add(
        PostVersion(
            organisation_id=written.organisation_id,
            post_id=written.id,
            body=written.body,
            written_at=written.edited_at or written.created_at,
            replaced_at=moment,
            replaced_by_id=actor.account_id,
        )
    )
    written.body, written.html = body, post_html(body)
    written.edited_at, written.edited_by_id = moment, actor.account_id
    record(session, actor, PostEdited(thread.id, written.id))
    return written


def remove_post(session: Session, actor: Actor, thread_id: str, number: int) -> Post:
    """Take a post back: its place stays, and says so."""
    thread, written = _own(session, actor, thread_id, number)
    require(policies.may_remove(actor, written.author_id))
    if written.deleted_at:
        return written
    written.deleted_at, written.deleted_by_id = now(), actor.account_id
    if thread.accepted_post_id == written.id:
        queries.thread_to_change(session, actor.organisation_id, thread.id).accepted_post_id = None
    if actor.account_id != written.author_id:
        note(session, actor, thread.id, "post_removed", post_id=written.id)
    record(session, actor, PostRemoved(thread.id, written.id))
    return written


def restore_post(session: Session, actor: Actor, thread_id: str, number: int) -> Post:
    """Put back a post that was taken away."""
    thread, written = _own(session, actor, thread_id, number)
    require(policies.may_restore(actor, written.deleted_by_id))
    if written.deleted_at:
        written.deleted_at = written.deleted_by_id = None
        if actor.account_id != written.author_id:
            note(session, actor, thread.id, "post_restored", post_id=written.id)
        record(session, actor, PostRestored(thread.id, written.id))
    return written


def thank(session: Session, actor: Actor, thread_id: str, number: int, thanked: bool | None = None) -> bool:
    """Say thank you for a post, or take it back; None: the other way round. Gives what is so now."""
    thread, written = _own(session, actor, thread_id, number)
    require(policies.may_thank(actor, written.author_id))
    known = session.get(PostThanks, (written.id, actor.account_id))
    wanted = known is None if thanked is None else thanked
    if wanted and known is None:
        if written.deleted_at or written.hidden_at:
            raise Conflict(_("Ce message est retiré : votre merci ne peut plus lui être ajouté."))
        try:
            with session.begin_nested():
                session.add(
                    PostThanks(post_id=written.id, account_id=actor.account_id, organisation_id=actor.organisation_id)
                )
        except IntegrityError:  # PostgreSQL: two taps at the same instant
            return True
        session.connection().execute(queries.THANK, {"post_id": written.id, "more": 1})
        record(session, actor, PostThanked(thread.id, written.id))
    elif not wanted and known is not None:
        session.delete(known)
        session.flush()
        session.connection().execute(queries.THANK, {"post_id": written.id, "more": -1})
    session.expire(written, ["thanks"])
    return wanted


def _own(session: Session, actor: Actor, thread_id: str, number: int) -> tuple[AnyRow, Post]:
    """A thread that the actor sees, and its post at a place, held until the end of the act."""
    require(policies.may_visit(actor))
    ledger.take_turn(session, actor.organisation_id)  # posts do not change their number meanwhile
    thread = queries.thread_for(session, actor, thread_id)
    return thread, queries.post_to_change(session, thread.id, number)


def add_post(
    session: Session,
    actor: Actor,
    thread_id: str,
    activity_id: str | None,
    body: str,
    *,
    reply_to: int | None = None,
    via: str = "page",
    anonymous: bool = False,
    read_to: int | None = None,
) -> Post:
    """The post, its proof, and what it means for a forum task. Checked already, by whoever calls."""
    moment = now()
    session.flush()
    number = session.connection().execute(queries.ONE_MORE_POST, {"thread_id": thread_id, "at": moment}).scalar_one()
    written = Post(
        id=new_id(),
        organisation_id=actor.organisation_id,
        thread_id=thread_id,
        number=number,
        author_id=actor.account_id,
        anonymous=anonymous,
        reply_to_number=reply_to,
        body=body,
        html=post_html(body),
        via=via,
        thanks=0,
        created_at=moment,
        edited_at=None,  # all its values: none is left to be read back for the answer
        edited_by_id=None,
        deleted_at=None,
        deleted_by_id=None,
        hidden_at=None,
        hidden_by_id=None,
        hidden_why="",
    )
    add_at_once(session, written)
    wrote_in(session, actor, thread_id, number, read_to)
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
