"""Kept with the act, so that what somebody has just written is found at once and what they have changed no longer is.

What is hidden, taken back, moved or merged needs nothing here: a search asks the posts and threads as they are.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.cursors import cursor, read_cursor
from app.core.db import AnyRow
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.tasks import every
from app.forum import policies
from app.forum.models import Post, Thread
from app.forum.searching import queries, words
from app.forum.searching.queries import Wanted

IN_ONE_GO = 2_000  # rows that are caught up with at a time
_TITLE, _POST = "t", "p"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results, titles before posts, and where the next one begins."""

    titles: list[AnyRow]
    posts: list[AnyRow]
    following: str
    stems: tuple[str, ...]


def note_title(session: Session, thread: Thread) -> None:
    """A thread was opened, or has another title. Its first post is found by the title too."""
    queries.keep_entry(session, thread.organisation_id, words.indexed(thread.title), thread_id=thread.id)
    first = queries.first_post(session, thread.id)
    if first is not None:
        note_post(session, first, thread.title)


def note_post(session: Session, post: Post, title: str = "") -> None:
    """A post was written or changed. `title`: of the thread that it opens."""
    queries.keep_entry(session, post.organisation_id, words.indexed(title, post.body), post_id=post.id)


def search(
    session: Session,
    actor: Actor,
    question: str,
    *,
    space_id: str = "",
    kind: str = "",
    since: datetime | None = None,
    authors: frozenset[str] | None = None,
    after: str = "",
    limit: int = 20,
) -> Found:
    """What says every word of a question, among what the actor may see now; nothing for a question without a word.

    Nobody is found by their name in what they asked without it.
    """
    require(policies.may_visit(actor))
    stems = tuple(words.asked(question))
    if not stems or authors == frozenset():
        return Found([], [], "", stems)
    wanted = Wanted(stems, space_id, kind, since, authors)
    part, before = _TITLE, None
    if after:
        part, _sep, position = after.partition(".")
        if part not in (_TITLE, _POST):
            raise Invalid(_("Cette suite de liste n'existe plus. Reprenez la recherche au début."))
        before = read_cursor(position) if position else None
    titles: list[AnyRow] = []
    if part == _TITLE:
        rows = queries.titles(session, actor, wanted, before, limit + 1)
        titles, before = list(rows[:limit]), None
        if len(rows) > limit:
            return Found(titles, [], _next(_TITLE, titles[-1]), stems)
    rest = limit - len(titles)
    rows = queries.posts(session, actor, wanted, before, rest + 1)
    posts = list(rows[:rest])
    following = ""
    if len(rows) > rest:  # a page that titles fill is followed by the first of the posts
        following = _next(_POST, posts[-1]) if posts else f"{_POST}."
    return Found(titles, posts, following, stems)


def _next(part: str, row: AnyRow) -> str:
    return f"{part}.{cursor(row.created_at, row.id)}"


@every("forum.index", minutes=60)
def catch_up(session: Session) -> None:
    """Find what was written before there was a search, or came with a house carried from elsewhere."""
    threads, posts = queries.unkept(session, IN_ONE_GO)
    titles = queries.titles_of(session, {post.thread_id for post in posts if post.number == 1})
    for thread in threads:
        queries.keep_entry(session, thread.organisation_id, words.indexed(thread.title), thread_id=thread.id)
    for post in posts:
        note_post(session, post, titles.get(post.thread_id, "") if post.number == 1 else "")
