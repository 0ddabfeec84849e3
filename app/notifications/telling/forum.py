"""What is told around the forum: an answer, a name, an announcement, a settled question, reports and what came of them.

Each is read again when the message is written: what was hidden, taken back or closed to somebody meanwhile is not told.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.core.tasks import task
from app.core.tasks.registry import Payload
from app.forum import queries as forum
from app.forum.events import AnswerAccepted, PostWritten, ThreadOpened
from app.forum.moderating import rules as moderating
from app.forum.moderating.events import AuthorWarned, PostHidden, PostReported
from app.forum.searching.words import plain
from app.forum.writing import queries as writing
from app.forum.writing.events import PeopleNamed
from app.notifications import queries, services
from app.notifications.listeners import tell_later
from app.notifications.telling import forum_queries

SAID = 280  # characters of a post in a message


@on(ThreadOpened)
@on(PostWritten)
def of_a_post(session: Session, actor: Actor, event: ThreadOpened | PostWritten) -> None:
    tell_later(session, actor, "forum_post", event.post_id, {"post_id": event.post_id})


@on(PeopleNamed)
def of_people_named(session: Session, actor: Actor, event: PeopleNamed) -> None:
    payload = {"post_id": event.post_id, "account_ids": list(event.account_ids)}
    tell_later(session, actor, "forum_named", f"{event.post_id}:{event.account_ids[0]}", payload)


@on(AnswerAccepted)
def of_an_accepted_answer(session: Session, actor: Actor, event: AnswerAccepted) -> None:
    tell_later(session, actor, "forum_accepted", event.post_id, {"post_id": event.post_id})


@on(PostReported)
def of_a_report(session: Session, actor: Actor, event: PostReported) -> None:
    tell_later(session, actor, "forum_report", event.report_id, {"report_id": event.report_id})


@on(PostHidden)
def of_a_hidden_post(session: Session, actor: Actor, event: PostHidden) -> None:
    tell_later(session, actor, "forum_moderated", event.act_id, {"act_id": event.act_id})


@on(AuthorWarned)
def of_a_word_to_an_author(session: Session, actor: Actor, event: AuthorWarned) -> None:
    tell_later(session, actor, "forum_moderated", event.act_id, {"act_id": event.act_id})


@task("notifications.forum_post")
def tell_of_a_post(session: Session, payload: Payload) -> None:
    """An announcement to everybody who reads it; another post to those who follow, unless it names them."""
    post = forum_queries.post(session, payload["post_id"])
    if post is None:
        return
    event = "forum_reply" if post.number > 1 else "forum_thread"
    if post.kind == "announcement" and post.number == 1:
        event = "forum_announcement"
        wanting: Iterable[str] = [row.id for row in writing.readers(session, post.space_id, post.experts)]
    else:
        wanting = forum.followers(session, post.thread_id, post.space_id)
    named = set(writing.named_in(session, post.id))
    wanted = [each for each in wanting if each not in named]
    if event == "forum_reply" and post.opener_id in wanted:  # an answer to one's own thread does not wait for others
        _tell(session, post, "forum_answer", [post.opener_id])
        wanted.remove(post.opener_id)
    _tell(session, post, event, wanted)


@task("notifications.forum_named")
def tell_people_named(session: Session, payload: Payload) -> None:
    post = forum_queries.post(session, payload["post_id"])
    if post is not None:
        _tell(session, post, "forum_mention", payload["account_ids"])


@task("notifications.forum_accepted")
def tell_of_an_accepted_answer(session: Session, payload: Payload) -> None:
    """Whoever helped, unless they chose it themselves."""
    post = forum_queries.post(session, payload["post_id"])
    if post is not None and post.accepted_post_id == post.id and post.author_id != payload["by"]:
        _tell(session, post, "forum_accepted", [post.author_id], to_author=True)


def _tell(session: Session, post: Any, event: str, account_ids: Iterable[str], *, to_author: bool = False) -> None:
    """To those of some people who still read the thread. A name that is not shown on the page is not told either."""
    readers = {row.id for row in writing.readers(session, post.space_id, post.experts)}
    values = {"post": post, "author": post.author_name or "", "said": _shortened(post.html)}
    for account_id in account_ids:
        if account_id not in readers or (account_id == post.author_id and not to_author):
            continue
        person = queries.person_of_account(session, account_id)
        if person is not None:
            services.write_to(
                session, post.organisation_id, person, event, f"{event}:{post.id}:{account_id}", values,
                link=f"/forum/messages/{post.id}", answers=f"thread:{post.thread_id}",
            )  # fmt: skip


@task("notifications.forum_report")
def tell_moderators(session: Session, payload: Payload) -> None:
    """Once for a post, however many people report it. Whoever wrote it does not judge it, and is not told."""
    report = forum_queries.report(session, payload["report_id"])
    if report is None or report.settled_at:
        return
    for account_id in forum_queries.moderators(session, report.organisation_id):
        person = queries.person_of_account(session, account_id)
        if person is not None and account_id != report.author_id:
            services.write_to(
                session, report.organisation_id, person, "forum_report", f"forum_report:{report.post_id}:{account_id}",
                {"report": report, "reason": moderating.REASONS.get(report.reason, "")}, link="/forum/moderation",
            )  # fmt: skip


@task("notifications.forum_moderated")
def tell_the_author(session: Session, payload: Payload) -> None:
    """Why a post was put aside, or the word that a moderator writes about it."""
    act = forum_queries.act(session, payload["act_id"])
    if act is None or (act.act == moderating.HIDDEN and act.hidden_at is None):
        return  # shown again before it was told
    person = queries.person_of_account(session, act.author_id)
    if person is not None:
        services.write_to(
            session, act.organisation_id, person, "forum_moderation", f"forum_moderation:{act.id}",
            {"act": act, "hidden": act.act == moderating.HIDDEN}, link=f"/forum/messages/{act.post_id}",
        )  # fmt: skip


def _shortened(html: str) -> str:
    said = plain(html)
    return said if len(said) <= SAID else said[:SAID].rsplit(" ", 1)[0] + " …"
