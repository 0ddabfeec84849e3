"""A long forum costs what a short one costs: fixed statements, and the rows of one page found by an index."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor
from app.core.db import Database
from app.core.db import database as current
from app.core.ids import new_id
from app.forum import queries, services
from app.forum.models import Post, Thread
from tests.factories import disorder
from tests.factories.house import House

Visit = Callable[..., Any]
THREADS, POSTS = 10_000, 2_000


def fill(session: Session, house: House, threads: int = THREADS, posts: int = POSTS) -> tuple[str, str]:
    """So many threads in the space of the organisation, one of them with so many posts; the ids of both."""
    learner, moment = house.actor("learner"), clock.now()
    space_id = services.space_of(session, house.demo.id, "organisation")
    rows = [
        {
            "id": new_id(), "organisation_id": house.demo.id, "space_id": space_id, "author_id": learner.account_id,
            "title": f"Fil {n}", "posts": posts if n == 0 else 1, "kind": ("discussion", "question")[n % 2],
            "created_at": moment - timedelta(minutes=n), "last_post_at": moment - timedelta(minutes=n),
        }
        for n in range(threads)
    ]  # fmt: skip
    session.execute(insert(Thread), rows)
    long = rows[0]["id"]
    places = [(long, number) for number in range(1, posts + 1)] + [(row["id"], 1) for row in rows[1:]]
    session.execute(
        insert(Post),
        [
            {
                "id": new_id(), "organisation_id": house.demo.id, "thread_id": thread_id, "number": number,
                "author_id": learner.account_id, "body": "Bonjour", "html": "<p>Bonjour</p>",
                "created_at": moment - timedelta(seconds=posts - number),
            }
            for thread_id, number in places
        ],
    )  # fmt: skip
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE thread"))
        session.execute(text("ANALYZE post"))
    return space_id, str(long)


PAGES = (
    "/forum",
    "/forum?filtre=questions",
    "/forum/espaces/{space}",
    "/forum/{long}",
    "/forum/{long}?depuis=1",
    "/forum/{long}?depuis=901",
)


def test_ten_thousand_threads_and_two_thousand_posts_ask_as_much_as_ten(
    house: House, visit: Visit, database: Any
) -> None:
    learner = visit("learner@demo.example")

    def counts() -> list[int]:
        found = []
        for path in PAGES:
            where = path.format(space=space_id, long=long)
            learner.page(where)
            database.statements.clear()
            learner.page(where)
            found.append(len(database.statements))
        return found

    with current().writing() as session:
        space_id, long = fill(session, house, threads=10, posts=10)
    few = counts()
    with current().writing() as session:
        space_id, long = fill(session, house)
    assert counts() == few
    assert max(few) <= 10
    page = learner.page(f"/forum/{long}?depuis=901")
    assert "Messages 901 à 950 sur 2000" in page
    assert page.count('<li id="message-') == 50


def _plan(session: Session, statement: str, values: Any) -> str:
    postgres = session.get_bind().dialect.name == "postgresql"
    how = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
    rows = session.connection().exec_driver_sql(how + statement, values).all()
    return "\n".join(str(row[-1]) for row in rows)


def _asked(database: Any, ask: Callable[[], object]) -> tuple[str, Any]:
    seen: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        seen.append((statement, values))

    engine = database.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        with disorder.as_asked():
            ask()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    return seen[-1]


@pytest.mark.parametrize("role", ["learner", "trainer"])
def test_each_page_of_a_long_list_is_found_by_an_index(
    session: Session, house: House, prepared: tuple[Database, House], role: str
) -> None:
    space_id, long = fill(session, house)
    actor: Actor = house.actor(role)
    middle = queries.threads(session, actor, limit=30)[-1]
    before = (middle.last_post_at, middle.id)
    asks: dict[str, Callable[[], object]] = {
        "ix_thread_latest|ix_thread_space": lambda: queries.threads(session, actor, before=before),
        "ix_thread_space|ix_thread_latest": lambda: queries.threads(session, actor, space_id=space_id, before=before),
        "uq_post_thread_id_number": lambda: queries.posts_from(session, long, actor.account_id, 901, 50),
    }
    for names, ask in asks.items():
        plan = _plan(session, *_asked(prepared[0], ask))
        assert any(name in plan for name in names.split("|")) or "sqlite_autoindex_post" in plan, plan
        assert re.search(r"(Index Cond: .*last_post_at <=|INDEX ix_thread.*last_post_at<)", plan) or "number" in plan, (
            plan
        )
        assert "SCAN thread\n" not in plan, plan
        assert "Seq Scan on thread" not in plan, plan
        assert "Seq Scan on post" not in plan, plan
        assert "TEMP B-TREE FOR ORDER BY" not in plan, plan
