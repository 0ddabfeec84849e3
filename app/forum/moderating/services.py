"""Reporting a post; hiding it, showing it again, keeping it, warning who wrote it."""

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.journal import record
from app.forum import policies as forum_policies
from app.forum import queries as forum
from app.forum import rules as forum_rules
from app.forum.models import ForumAct, Post
from app.forum.moderating import policies, queries, rules
from app.forum.moderating.events import AuthorWarned, PostHidden, PostReported, PostShownAgain
from app.forum.moderating.models import PostReport


def post_seen(session: Session, actor: Actor, post_id: str) -> Post:
    """A post of a thread that the actor sees, and that says something to them; NotFound otherwise."""
    require(forum_policies.may_visit(actor))
    post = queries.post_for(session, actor.organisation_id, post_id)
    if post is None:
        raise NotFound()
    forum.thread_for(session, actor, post.thread_id)
    if post.deleted_at or (post.hidden_at and not policies.moderates(actor)):
        raise NotFound(_("Ce message n'est plus affiché. Rien n'a été changé."))
    return post


def report(session: Session, actor: Actor, post_id: str, reason: str, words: str) -> PostReport:
    """Tell the moderators about a post. Reporting it again changes nothing; its author never knows who did."""
    post = post_seen(session, actor, post_id)
    if post.author_id == actor.account_id:
        raise Conflict(_("C'est votre message : vous pouvez le modifier ou le retirer vous-même."))
    if known := queries.report_by(session, post_id, actor.account_id):
        return known
    words = forum_rules.clean(words)
    rules.check_report(reason, words)
    made = PostReport(
        organisation_id=actor.organisation_id, post_id=post_id, reporter_id=actor.account_id, reason=reason, words=words,
        created_at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    record(session, actor, PostReported(made.id))
    return made


def hide(session: Session, actor: Actor, post_id: str, why: str) -> None:
    """Put a post aside: its place stays in the thread, its words do not, and its author is told why."""
    post, why = _to_judge(session, actor, post_id, why, _("Dites pourquoi : la personne qui l'a écrit le lira."))
    if post.hidden_at is None:
        post.hidden_at, post.hidden_by_id, post.hidden_why = now(), actor.account_id, why
        record(session, actor, PostHidden(post.id, _note(session, actor, post, rules.HIDDEN, why).id))
    queries.settle(session, post.id, actor.account_id, rules.OUTCOMES[rules.HIDDEN], now())


def show_again(session: Session, actor: Actor, post_id: str, why: str) -> None:
    """What was put aside is read again."""
    post, why = _to_judge(session, actor, post_id, why, _("Dites pourquoi ce message revient."))
    if post.hidden_at is None:
        return
    post.hidden_at, post.hidden_by_id, post.hidden_why = None, None, ""
    record(session, actor, PostShownAgain(post.id, _note(session, actor, post, rules.SHOWN, why).id))


def keep(session: Session, actor: Actor, post_id: str, why: str) -> None:
    """The reports were read, and the post stays as it is."""
    post, why = _to_judge(session, actor, post_id, why, _("Dites pourquoi ce message reste."))
    if queries.reports_of(session, [post.id]):
        _note(session, actor, post, rules.KEPT, why)
        queries.settle(session, post.id, actor.account_id, rules.OUTCOMES[rules.KEPT], now())


def warn(session: Session, actor: Actor, post_id: str, words: str) -> None:
    """A word to who wrote a post, without touching the post."""
    post, words = _to_judge(session, actor, post_id, words, _("Écrivez votre mot avant de l'envoyer."))
    record(session, actor, AuthorWarned(post.id, _note(session, actor, post, rules.WARNED, words).id))


def _to_judge(session: Session, actor: Actor, post_id: str, words: str, missing: str) -> tuple[Post, str]:
    require(forum_policies.may_visit(actor))
    post = queries.post_for(session, actor.organisation_id, post_id, to_change=True)
    if post is None:
        raise NotFound()
    forum.thread_for(session, actor, post.thread_id)
    require(policies.may_moderate(actor))
    if post.author_id == actor.account_id:
        raise Conflict(_("C'est votre message : une autre personne de l'équipe en décide. Rien n'a été changé."))
    words = forum_rules.clean(words)
    rules.check_words(words, missing)
    return post, words


def _note(session: Session, actor: Actor, post: Post, act: str, reason: str) -> ForumAct:
    made = ForumAct(
        organisation_id=actor.organisation_id, thread_id=post.thread_id, post_id=post.id, act=act, reason=reason,
        by_id=actor.account_id, at=now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
