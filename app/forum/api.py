"""The forum for machines."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import Path, Query

from app.core.access import require
from app.core.cursors import cursor, read_cursor, read_number
from app.core.db import AnyRow
from app.forum import policies, queries, rules, services
from app.forum.schemas import (
    AcceptIn,
    FollowIn,
    FollowOut,
    LockIn,
    MergeIn,
    MoveIn,
    PinIn,
    PostChangeIn,
    PostIn,
    PostKept,
    PostOut,
    ReadIn,
    ReadOut,
    ReasonIn,
    SpaceOut,
    SpacePage,
    ThanksIn,
    ThanksOut,
    ThreadIn,
    ThreadOut,
    ThreadPage,
    ThreadWithPosts,
)
from app.web.doors import ApiActor, Reading, Writing, api

router = api("forum")

Limit = Annotated[int, Query(ge=1, le=200)]
Number = Annotated[int, Path(ge=1, le=10_000_000)]
Which = Literal["", "unread", "followed", "mine", "waiting", "announcements", "experts"]


@router.get("/forum/spaces")
def spaces(session: Reading, actor: ApiActor) -> SpacePage:
    """The spaces that the caller sees, each with how many threads have something new for them."""
    require(policies.may_visit(actor))
    found = queries.spaces(session, actor, horizon=services.horizon())
    return SpacePage(
        items=[
            SpaceOut(
                id=one.id,
                kind=one.kind,
                name=rules.title_for(one.kind, one.name),
                description=one.description,
                archived=one.archived_at is not None,
                unread_threads=one.unread,
                level=one.level or "",
            )
            for one in found
        ],
        next=None,
    )


@router.get("/forum/threads")
def threads(
    session: Reading, actor: ApiActor, limit: Limit = 50, after: str = "", space: str = "", which: Which = ""
) -> ThreadPage:
    """The threads open to the caller, the latest talked in first."""
    require(policies.may_visit(actor))
    before = read_cursor(after) if after else None
    rows = queries.threads(
        session, actor, which=which, space_id=space, horizon=services.horizon(), before=before, limit=limit + 1
    )
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return ThreadPage(
        items=[ThreadOut(**_fields(row)) for row in shown],
        next=cursor(last.last_post_at, last.id) if last else None,
    )


@router.post("/forum/threads", status_code=201)
def open_thread(session: Writing, actor: ApiActor, given: ThreadIn) -> ThreadOut:
    """Open a thread with its first post."""
    opened = services.open_thread(
        session, actor, given.title, given.body, experts=given.experts, space_id=given.space_id or "",
        kind=given.kind, takes_replies=given.takes_replies, via="api",
    )  # fmt: skip
    return _shown(session, actor, opened.id)


@router.get("/forum/threads/{thread_id}")
def thread(session: Reading, actor: ApiActor, thread_id: str, limit: Limit = 50, after: str = "") -> ThreadWithPosts:
    """A thread with its posts, oldest first, a page at a time. Merged into another one, it is that one."""
    require(policies.may_visit(actor))
    row = queries.thread_for(
        session, actor, queries.merged_into(session, actor.organisation_id, thread_id) or thread_id
    )
    start = read_number(after) if after else 0
    found = queries.posts_from(session, row.id, actor.account_id, start + 1, limit + 1)
    shown = found[:limit]
    roles = queries.roles_of(session, actor.organisation_id, {post.author_id for post in shown})
    return ThreadWithPosts(
        **_fields(row),
        posts=[_post(post, roles, policies.is_moderator(actor)) for post in shown],
        next=str(shown[-1].number) if len(found) > limit else None,
    )


@router.post("/forum/threads/{thread_id}/posts", status_code=201)
def post(session: Writing, actor: ApiActor, thread_id: str, given: PostIn) -> PostKept:
    """Answer a thread, or one of its posts."""
    return _kept(services.post(session, actor, thread_id, given.body, reply_to=given.reply_to_number, via="api"))


@router.patch("/forum/threads/{thread_id}/posts/{number}")
def edit(session: Writing, actor: ApiActor, thread_id: str, number: Number, given: PostChangeIn) -> PostKept:
    """Change one's own post; the title too, with the first one."""
    return _kept(services.edit_post(session, actor, thread_id, number, given.body, given.title))


@router.delete("/forum/threads/{thread_id}/posts/{number}", status_code=204)
def remove(session: Writing, actor: ApiActor, thread_id: str, number: Number) -> None:
    """Take a post back; its place stays."""
    services.remove_post(session, actor, thread_id, number)


@router.put("/forum/threads/{thread_id}/posts/{number}/thanks")
def thank(session: Writing, actor: ApiActor, thread_id: str, number: Number, given: ThanksIn) -> ThanksOut:
    """Say thank you for a post, or take it back. Repeating changes nothing."""
    thanked = services.thank(session, actor, thread_id, number, given.thanked)
    return ThanksOut(thanked=thanked, thanks=queries.post_at(session, thread_id, actor.account_id, number).thanks)


@router.put("/forum/threads/{thread_id}/accepted-answer")
def accept(session: Writing, actor: ApiActor, thread_id: str, given: AcceptIn) -> ThreadOut:
    """Say which answer settles a question, or that none does any more."""
    services.accept_answer(session, actor, thread_id, given.number)
    return _shown(session, actor, thread_id)


@router.put("/forum/threads/{thread_id}/reading")
def read(session: Writing, actor: ApiActor, thread_id: str, given: ReadIn) -> ReadOut:
    """The caller has read up to a post; or, with `unread`, has the thread new from that post on."""
    mark = services.mark_unread if given.unread else services.mark_read
    return ReadOut(read_to=mark(session, actor, thread_id, given.number))


@router.put("/forum/threads/{thread_id}/follow")
def follow(session: Writing, actor: ApiActor, thread_id: str, given: FollowIn) -> FollowOut:
    """Choose what news one wants of a thread."""
    services.follow_thread(session, actor, thread_id, given.level)
    return FollowOut(level=given.level)


@router.put("/forum/spaces/{space_id}/follow")
def follow_space(session: Writing, actor: ApiActor, space_id: str, given: FollowIn) -> FollowOut:
    """Choose what news one wants of a space."""
    services.follow_space(session, actor, space_id, given.level)
    return FollowOut(level=given.level)


@router.put("/forum/threads/{thread_id}/pin")
def pin(session: Writing, actor: ApiActor, thread_id: str, given: PinIn) -> ThreadOut:
    """Keep a thread at the top of its space."""
    services.pin_thread(session, actor, thread_id, given.pinned, given.until)
    return _shown(session, actor, thread_id)


@router.put("/forum/threads/{thread_id}/lock")
def lock(session: Writing, actor: ApiActor, thread_id: str, given: LockIn) -> ThreadOut:
    """Close a thread to answers, with a reason that everybody reads; or open it again."""
    services.lock_thread(session, actor, thread_id, given.locked, given.reason)
    return _shown(session, actor, thread_id)


@router.put("/forum/threads/{thread_id}/space")
def move(session: Writing, actor: ApiActor, thread_id: str, given: MoveIn) -> ThreadOut:
    """Move a thread to another space."""
    services.move_thread(session, actor, thread_id, given.space_id)
    return _shown(session, actor, thread_id)


@router.post("/forum/threads/{thread_id}/merge")
def merge(session: Writing, actor: ApiActor, thread_id: str, given: MergeIn) -> ThreadOut:
    """Put the posts of a thread among those of another one, which is given back."""
    return _shown(session, actor, services.merge_threads(session, actor, thread_id, given.into_id).id)


@router.post("/forum/threads/{thread_id}/removal")
def remove_thread(session: Writing, actor: ApiActor, thread_id: str, given: ReasonIn) -> ThreadOut:
    """Take a whole thread away from everybody but moderators."""
    services.remove_thread(session, actor, thread_id, given.reason)
    return _shown(session, actor, thread_id)


def _shown(session: Any, actor: Any, thread_id: str) -> ThreadOut:
    return ThreadOut(**_fields(queries.thread_for(session, actor, thread_id)))


def _kept(written: Any) -> PostKept:
    return PostKept(
        id=written.id,
        thread_id=written.thread_id,
        number=written.number,
        body=written.body,
        html=written.html,
        created_at=written.created_at,
        edited_at=written.edited_at,
    )


def _fields(row: AnyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "author": "" if row.anonymous else row.author_name,
        "experts": row.experts,
        "post_count": row.posts,
        "activity_id": row.activity_id,
        "created_at": row.created_at,
        "last_post_at": row.last_post_at,
        "space_id": row.space_id,
        "kind": row.kind,
        "accepted_post_id": row.accepted_post_id,
        "takes_replies": row.takes_replies,
        "pinned": row.pinned_at is not None,
        "locked": row.locked_at is not None,
        "removed": row.deleted_at is not None,
        "read_to": row.read_to or 0,
        "level": row.level or "",
    }


def _post(row: AnyRow, roles: Mapping[str, set[str]], moderates: bool) -> PostOut:
    silent = row.deleted_at is not None or (row.hidden_at is not None and not moderates)
    return PostOut(
        id=row.id,
        number=row.number,
        author="" if row.anonymous else row.author_name,
        role="" if row.anonymous else rules.role_word(roles.get(row.author_id, ())),
        body="" if silent else row.body,
        html="" if silent else row.html,
        created_at=row.created_at,
        edited_at=row.edited_at,
        removed=row.deleted_at is not None,
        reply_to_number=row.reply_to_number,
        thanks=row.thanks,
        thanked=row.thanked,
    )
