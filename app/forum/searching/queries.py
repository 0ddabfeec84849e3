"""Titles and posts that say some words, among what one may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Insert, Select, Table, bindparam, func, literal_column, select, table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.cursors import Position
from app.core.db import AnyRow
from app.forum.models import ForumSpace, Post, Thread
from app.forum.naming_queries import AUTHOR_OF_POST, AUTHOR_OF_THREAD
from app.forum.queries.threads import open_to
from app.forum.searching.models import WORDS, ForumEntry
from app.identity.models import Account

_entries = cast(Table, ForumEntry.__table__)
_FTS = table("forum_words")


def _keep(dialect: Any, column: str) -> Insert:
    statement = dialect.insert(_entries)
    kept: Insert = statement.on_conflict_do_update(index_elements=[column], set_={"stems": statement.excluded.stems})
    return kept


_KEEP = {
    (dialect, column): _keep(module, column)
    for dialect, module in (("sqlite", sqlite), ("postgresql", postgresql))
    for column in ("thread_id", "post_id")
}


def keep_entry(session: Session, organisation_id: str, stems: str, *, thread_id: str = "", post_id: str = "") -> None:
    """The words of a title or of a post as they are now, in place of those that were there."""
    connection = session.connection()
    column = "thread_id" if thread_id else "post_id"
    connection.execute(
        _KEEP[connection.dialect.name, column],
        {"organisation_id": organisation_id, "stems": stems, column: thread_id or post_id},
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `authors` None: by anybody; a set: by one of these, under their own name."""

    stems: tuple[str, ...]
    space_id: str = ""
    kind: str = ""
    since: datetime | None = None
    authors: frozenset[str] | None = None


_TITLES: Select[*tuple[Any, ...]] = (
    select(
        Thread.id.label("thread_id"),
        Thread.title,
        Thread.kind,
        Thread.created_at,
        Thread.id.label("id"),
        Thread.anonymous,
        Thread.posts,
        Thread.space_id,
        AUTHOR_OF_THREAD,
        Post.id.label("post_id"),
        Post.number,
        Post.html,
        Post.deleted_at,
        Post.hidden_at,
    )
    .select_from(ForumEntry)
    .join(Thread, Thread.id == ForumEntry.thread_id)
    .join(ForumSpace, ForumSpace.id == Thread.space_id)
    .join(Account, Account.id == Thread.author_id)
    .outerjoin(Post, (Post.thread_id == Thread.id) & (Post.number == 1))
)
_POSTS: Select[*tuple[Any, ...]] = (
    select(
        Thread.id.label("thread_id"),
        Thread.title,
        Thread.kind,
        Post.created_at,
        Post.id.label("id"),
        Post.anonymous,
        Thread.posts,
        Thread.space_id,
        AUTHOR_OF_POST,
        Post.id.label("post_id"),
        Post.number,
        Post.html,
        Post.deleted_at,
        Post.hidden_at,
    )
    .select_from(ForumEntry)
    .join(Post, Post.id == ForumEntry.post_id)
    .join(Thread, Thread.id == Post.thread_id)
    .join(ForumSpace, ForumSpace.id == Thread.space_id)
    .join(Account, Account.id == Post.author_id)
    .where(Post.deleted_at.is_(None), Post.hidden_at.is_(None))
)


def titles(session: Session, actor: Actor, wanted: Wanted, before: Position | None, limit: int) -> Sequence[AnyRow]:
    """The threads whose title says every word, the newest first."""
    statement = _among(session, actor, _TITLES, wanted)
    if wanted.authors is not None:
        statement = statement.where(Thread.author_id.in_(wanted.authors), Thread.anonymous.is_(False))
    return _page(session, statement, Thread.created_at, Thread.id, wanted.since, before, limit)


def posts(session: Session, actor: Actor, wanted: Wanted, before: Position | None, limit: int) -> Sequence[AnyRow]:
    """The posts that say every word, themselves or with the title that they open, the newest first."""
    statement = _among(session, actor, _POSTS, wanted)
    if wanted.authors is not None:
        statement = statement.where(Post.author_id.in_(wanted.authors), Post.anonymous.is_(False))
    return _page(session, statement, Post.created_at, Post.id, wanted.since, before, limit)


def _among(
    session: Session, actor: Actor, statement: Select[*tuple[Any, ...]], wanted: Wanted
) -> Select[*tuple[Any, ...]]:
    statement = statement.where(
        ForumEntry.organisation_id == actor.organisation_id,
        _says(session, wanted.stems),
        open_to(actor),
        Thread.deleted_at.is_(None),
    )
    if wanted.space_id:
        statement = statement.where(Thread.space_id == wanted.space_id)
    if wanted.kind:
        statement = statement.where(Thread.kind == wanted.kind)
    return statement


def _says(session: Session, stems: Sequence[str]) -> ColumnElement[bool]:
    """The entries that hold every one of some folded words. They are letters and figures only: nothing to escape."""
    if session.connection().dialect.name == "postgresql":
        return WORDS.op("@@")(func.plainto_tsquery(literal_column("'simple'"), " ".join(stems)))
    asked = " ".join(f'"{stem}"' for stem in stems)
    found: Select[*tuple[Any, ...]] = (
        select(literal_column("rowid"))
        .select_from(_FTS)
        .where(literal_column("forum_words").op("MATCH")(bindparam("asked", asked)))
    )
    return ForumEntry.number.in_(found)


def _page(
    session: Session,
    statement: Select[*tuple[Any, ...]],
    moment: Any,
    row_id: Any,
    since: datetime | None,
    before: Position | None,
    limit: int,
) -> Sequence[AnyRow]:
    if since:
        statement = statement.where(moment >= since)
    if before:
        at, last_id = before
        statement = statement.where((moment < at) | ((moment == at) & (row_id < last_id)))
    return session.execute(statement.order_by(moment.desc(), row_id.desc()).limit(limit)).all()


def unkept(session: Session, limit: int) -> tuple[Sequence[Thread], Sequence[Post]]:
    """Titles and posts that are not to be found yet: those of before the search, and of a house carried here."""
    of_thread = select(ForumEntry.number).where(ForumEntry.thread_id == Thread.id)
    of_post = select(ForumEntry.number).where(ForumEntry.post_id == Post.id)
    threads = session.scalars(select(Thread).where(~of_thread.exists()).limit(limit)).all()
    posts = session.scalars(select(Post).where(~of_post.exists()).limit(limit)).all()
    return threads, posts


def first_post(session: Session, thread_id: str) -> Post | None:
    return session.scalar(select(Post).where(Post.thread_id == thread_id, Post.number == 1))


def titles_of(session: Session, thread_ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(Thread.id, Thread.title).where(Thread.id.in_(thread_ids)))
    return {row.id: row.title for row in rows}
