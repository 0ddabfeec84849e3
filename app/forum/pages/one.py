"""One thread: its posts by their number, what is new, and how to answer."""

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.errors import FieldError, HouseError, Invalid, NotFound, TooMany
from app.core.i18n import _
from app.courses import queries as courses
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.forum import policies, queries, rules
from app.forum.writing.files import FIELDS
from app.forum.writing.forms import Brought
from app.forum.writing.showing import carried
from app.learning.openings import openings
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import go, show

router = pages("forum")

MOST = 10_000_000  # a number of an address that is no more than a number


@router.get("/forum/messages/{post_id}")
def lasting(session: Reading, actor: CurrentActor, post_id: str) -> Response:
    """The lasting address of a post: it leads to where the post is now, whatever was moved or merged."""
    require(policies.may_visit(actor))
    place = queries.place_of(session, actor.organisation_id, post_id)
    if place is None:
        raise NotFound()
    queries.thread_for(session, actor, place.thread_id)
    return go(address_of(place.thread_id, place.number))


@router.get("/forum/{thread_id}")
def thread(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    thread_id: str,
    depuis: str = "",
    apres: str = "",
    repondre: str = "",
    citer: str = "",
) -> Response:
    """Opens at what is new; `depuis`: at a post. `apres` gives to a script only the posts that came after a number."""
    require(policies.may_visit(actor))
    if into := queries.merged_into(session, actor.organisation_id, thread_id):
        queries.thread_for(session, actor, into)
        return go(f"/forum/{into}")
    row = queries.thread_for(session, actor, thread_id)
    answered = _number(repondre or citer)
    body = ""
    if citer and answered and answered <= row.posts:
        said = queries.post_at(session, row.id, actor.account_id, answered)
        body = "" if said.deleted_at or said.hidden_at else rules.quoted(said.author_name or _("Anonyme"), said.body)
    return thread_page(
        request, session, actor, row, first=_number(depuis), after=_number(apres), reply_to=answered, body=body
    )


def address_of(thread_id: str, number: int) -> str:
    """The page of a thread that shows a post, at that post."""
    start = (number - 1) // rules.POSTS_SHOWN * rules.POSTS_SHOWN + 1
    return f"/forum/{thread_id}?depuis={start}#message-{number}"


def thread_page(
    request: Request, session: Session, actor: Actor, row: AnyRow, *, first: int = 0, after: int = 0,
    reply_to: int = 0, body: str = "", refused: HouseError | None = None,
    brought: Brought | None = None,
) -> Response:  # fmt: skip
    """A page of posts; with the words of an answer that was not taken and why."""
    read_to = row.read_to or 0
    if after:
        first = after + 1
    elif not first and refused:
        first = max(1, row.posts - rules.POSTS_SHOWN + 1)
    elif not first:
        first = rules.first_shown(row.posts, read_to)
    first = min(first, max(1, row.posts)) if not after else first
    posts = queries.posts_from(session, row.id, actor.account_id, first, rules.POSTS_SHOWN)
    accepted = _accepted(session, actor, row, posts)
    seen = {post.author_id for post in posts} | ({accepted.author_id} if accepted else set())
    roles = queries.roles_of(session, actor.organisation_id, seen)
    last = posts[-1].number if posts else first - 1
    wrong: list[FieldError] = []
    if refused:
        wrong = refused.fields if isinstance(refused, Invalid) else [FieldError("body", refused.detail)]
    closed = rules.closed_because(row)
    moderates = policies.is_moderator(actor)
    return show(
        request,
        "forum/thread.html",
        block="posts" if after else None,
        status=refused.status if refused else 200,
        headers={"Retry-After": str(refused.retry_after)} if isinstance(refused, TooMany) else {},
        thread=row,
        here=f"/forum/{row.id}",
        kind=rules.KINDS[row.kind],
        posts=posts,
        accepted=accepted,
        words={account_id: rules.role_word(held) for account_id, held in roles.items()},
        **carried(session, actor, row, [*posts, accepted] if accepted else posts),
        prompt=_prompt(session, actor, row) if first == 1 else "",
        first=first,
        last=last,
        new_from=read_to + 1 if 0 < read_to < row.posts else 0,
        unread_from=read_to + 1 if read_to < row.posts else 0,
        shown=rules.POSTS_SHOWN,
        reads=last > read_to,
        level=row.level or "",
        may_post=policies.may_post(actor, row.experts),
        closed=closed,
        writes=bool(policies.may_post(actor, row.experts)) and (not closed or moderates) and not row.deleted_at,
        accepts=row.kind == "question" and bool(policies.may_accept(actor, row.author_id)),
        moderates=moderates,
        may_restore=lambda post: bool(policies.may_restore(actor, post.deleted_by_id)),
        reply_to=reply_to if 0 < reply_to <= row.posts else 0,
        body=body,
        fields=wrong,
        error=next((field.message for field in wrong if field.field == "body"), ""),
        errors={field.field: field.message for field in wrong},
        brought=brought or Brought(),
        file_fields=FIELDS,
        may_hide_name=bool(policies.may_hide_name(actor)) and not (row.anonymous and row.author_id == actor.account_id),
        longest_body=rules.LONGEST_BODY,
    )


def _accepted(session: Session, actor: Actor, row: AnyRow, posts: object) -> AnyRow | None:
    """The answer that settles the question, shown under it wherever it is in the thread."""
    if not row.accepted_post_id:
        return None
    return queries.post_by_id(session, row.id, actor.account_id, row.accepted_post_id)


def _prompt(session: Session, actor: Actor, row: AnyRow) -> str:
    """The question of a forum task, unless it is not open yet to the reader."""
    if not (row.activity_id and row.course_id):
        return ""
    edition_id = courses.current_edition_id(session, row.course_id)
    if not edition_id or _waits(session, actor, edition_id, row.activity_id):
        return ""
    content = courses.activity_content(session, edition_id, row.activity_id)
    return str(content.html) if content else ""


def _waits(session: Session, actor: Actor, edition_id: str, activity_id: str) -> bool:
    """Whether the task of a thread is not open to the reader, who follows its course: its question waits."""
    course = outline(session, edition_id)
    task = course.activities.get(activity_id)
    if task is None or not task.conditions:
        return False
    enrolment = enrolments.own_enrolment_with(session, actor, activity_id)
    return enrolment is not None and bool(openings(session, enrolment, course, among=(task,)).why(task.id))


def _number(text: str) -> int:
    """The number of a post in an address; 0 when it is none."""
    return min(int(text), MOST) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
