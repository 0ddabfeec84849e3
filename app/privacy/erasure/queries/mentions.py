"""What stays and still speaks of somebody: texts that name them, lines about what has gone, posts that quote them."""

import json
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from sqlalchemy import JSON, Column, Table, Text, cast, func, or_, select, true, type_coerce
from sqlalchemy.orm import Session

from app.core.sealed import SealedJSON, SealedText, opens
from app.forum.models import Post, Thread
from app.forum.searching import services as searching
from app.privacy import map as house
from app.privacy.erasure.naming import Needle, any_of, widest
from app.privacy.erasure.queries.rows import Row, in_pieces


def naming(
    session: Session,
    table: Table,
    columns: Sequence[Column[Any]],
    needles: Sequence[Needle],
    organisation_id: str | None,
) -> Iterator[Row]:
    """The rows of a table, or of an organisation in it, where one of these columns names the person: keys and columns.

    The database picks what may; what it cannot read is opened here, and looked through with the rest.
    """
    here = table.c.organisation_id == organisation_id if organisation_id else true()
    sealed = [column for column in columns if isinstance(column.type, SealedText | SealedJSON)]
    clear = [column for column in columns if column not in set(sealed)]
    words = [func.coalesce(cast(column, Text) if isinstance(column.type, JSON) else column, "") for column in clear]
    picked: list[Any] = [type_coerce(column, Text) != "" for column in sealed]
    if words:
        everything: Any = reduce(lambda before, column: before + "\n" + column, words)  # type: ignore[arg-type, return-value]
        asked = everything.like if session.get_bind().dialect.name == "sqlite" else everything.ilike  # alike in SQLite
        picked += [asked(f"%{like}%", escape="\\") for like in widest(needles)]
    wanted = list({column.name: column for column in (*table.primary_key.columns, *columns)}.values())
    known = any_of(needles)
    for row in session.execute(select(*wanted).where(here, or_(*picked))).mappings():
        if any(known.search(_as_text(row[column.name])) for column in columns):
            yield dict(row)


def _as_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if opens(value) and value else ""  # what does not open names nobody


def mentioning(session: Session, name: str, columns: Sequence[str], ids: Sequence[str]) -> list[tuple[Any, ...]]:
    """The keys of the rows where one of these texts holds one of these ids: news and work about what has gone."""
    table = house.table(name)
    found: set[tuple[Any, ...]] = set()
    for some in in_pieces(ids, 40):
        matches = [
            (cast(table.c[column], Text) if isinstance(table.c[column].type, JSON) else table.c[column]).contains(each)
            for column in columns
            for each in some
        ]
        found.update((row[0],) for row in session.execute(select(table.c.id).where(or_(*matches))))
    return sorted(found)


def posts_beside(session: Session, thread_ids: Sequence[str], account_id: str) -> list[Row]:
    """What others wrote in these threads."""
    post = house.table("post")
    found: list[Row] = []
    for some in in_pieces(thread_ids):
        statement = select(post.c.id, post.c.thread_id, post.c.body, post.c.html).where(
            post.c.thread_id.in_(some), post.c.author_id != account_id, post.c.body.contains(">")
        )
        found.extend(dict(row) for row in session.execute(statement).mappings())
    return found


def index_again(session: Session, post_id: str) -> None:
    """A post of somebody else has lost a quote or a name: it is found by what it still says."""
    post = session.get_one(Post, post_id, populate_existing=True)
    opened = session.get_one(Thread, post.thread_id, populate_existing=True)
    searching.note_post(session, post, opened.title if post.number == 1 else "")


def index_title_again(session: Session, thread_id: str) -> None:
    searching.note_title(session, session.get_one(Thread, thread_id, populate_existing=True))


def merge_search_index(session: Session) -> None:
    """SQLite's search index keeps the words of deleted rows until its parts are merged."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO forum_words(forum_words) VALUES ('rebuild')")
        connection.exec_driver_sql("INSERT INTO forum_words(forum_words) VALUES ('optimize')")
