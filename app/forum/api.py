"""The forum for machines."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Query

from app.core.access import require
from app.core.cursors import cursor, read_cursor
from app.forum import policies, queries, rules, services
from app.forum.queries import AnyRow
from app.forum.schemas import PostIn, PostKept, PostOut, ThreadIn, ThreadOut, ThreadPage, ThreadWithPosts
from app.web.doors import ApiActor, Reading, Writing, api

router = api("forum")

Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/forum/threads")
def threads(session: Reading, actor: ApiActor, limit: Limit = 50, after: str = "") -> ThreadPage:
    """The threads open to the caller, the latest talked in first."""
    require(policies.may_visit(actor))
    before = read_cursor(after) if after else None
    rows = queries.threads(session, actor, before=before, limit=limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return ThreadPage(
        items=[ThreadOut(**_fields(row)) for row in shown],
        next=cursor(last.last_post_at, last.id) if last else None,
    )


@router.post("/forum/threads", status_code=201)
def open_thread(session: Writing, actor: ApiActor, given: ThreadIn) -> ThreadOut:
    """Open a thread with its first post."""
    opened = services.open_thread(session, actor, given.title, given.body, experts=given.experts)
    return ThreadOut(**_fields(queries.thread_for(session, actor, opened.id)))


@router.get("/forum/threads/{thread_id}")
def thread(session: Reading, actor: ApiActor, thread_id: str, limit: Limit = 50, after: str = "") -> ThreadWithPosts:
    """A thread with its posts, oldest first, a page at a time."""
    require(policies.may_visit(actor))
    row = queries.thread_for(session, actor, thread_id)
    start = read_cursor(after) if after else None
    found = queries.posts_after(session, thread_id, after=start, limit=limit + 1)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    roles = queries.roles_of(session, actor.organisation_id, {post.author_id for post in shown})
    return ThreadWithPosts(
        **_fields(row),
        posts=[_post(post, roles) for post in shown],
        next=cursor(last.created_at, last.id) if last else None,
    )


@router.post("/forum/threads/{thread_id}/posts", status_code=201)
def post(session: Writing, actor: ApiActor, thread_id: str, given: PostIn) -> PostKept:
    """Answer a thread."""
    written = services.post(session, actor, thread_id, given.body)
    return PostKept(
        id=written.id,
        thread_id=thread_id,
        body=written.body,
        html=written.html,
        created_at=written.created_at,
    )


def _fields(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "author": row.author_name,
        "experts": row.experts,
        "post_count": row.posts,
        "activity_id": row.activity_id,
        "created_at": row.created_at,
        "last_post_at": row.last_post_at,
    }


def _post(row: AnyRow, roles: Mapping[str, set[str]]) -> PostOut:
    return PostOut(
        id=row.id,
        author=row.author_name,
        role=rules.role_word(roles.get(row.author_id, ())),
        body=row.body,
        html=row.html,
        created_at=row.created_at,
    )
