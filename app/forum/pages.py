"""The forum in the browser."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.cursors import cursor, read_cursor
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.courses import queries as courses
from app.courses.outline import outline
from app.enrolments import queries as enrolments
from app.forum import policies, queries, rules, services
from app.learning.openings import NotOpen, openings
from app.learning.pages import show_activity
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("forum")

THREADS_SHOWN = 30
POSTS_SHOWN = 50
_FILTERS = {"miens": "mine", "experts": "experts"}


@router.get("/forum")
def threads(request: Request, session: Reading, actor: CurrentActor, filtre: str = "", avant: str = "") -> Response:
    require(policies.may_visit(actor))
    before = read_cursor(avant) if avant else None
    which = _FILTERS.get(filtre, "")
    rows = queries.threads(session, actor, which=which, before=before, limit=THREADS_SHOWN + 1)
    shown = rows[:THREADS_SHOWN]
    following = ""
    if len(rows) > THREADS_SHOWN:
        kept = f"filtre={filtre}&" if which else ""
        following = f"/forum?{kept}avant={cursor(shown[-1].last_post_at, shown[-1].id)}"
    return show(
        request,
        "forum/threads.html",
        threads=shown,
        which=filtre if which else "",
        following=following,
        beginning=not avant,
        reads_all=policies.reads_all(actor),
        may_open=bool(policies.may_open(actor)),
    )


@router.get("/forum/nouveau")
def new_thread(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_open(actor))
    return _new(request)


@router.post("/forum")
def open_thread(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    title: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
    experts: Annotated[str, Form()] = "",
) -> Response:
    try:
        thread = services.open_thread(session, actor, title, body, experts=bool(experts))
    except Invalid as error:
        return _new(request, title, body, bool(experts), error.detail, error.fields)
    return go(f"/forum/{thread.id}", _("Votre fil est ouvert. Les réponses arriveront ici."))


@router.get("/forum/{thread_id}")
def thread(request: Request, session: Reading, actor: CurrentActor, thread_id: str, avant: str = "") -> Response:
    return _thread(request, session, actor, thread_id, avant)


@router.post("/forum/{thread_id}/messages")
def answer(
    request: Request, session: Writing, actor: CurrentActor, thread_id: str, body: Annotated[str, Form()] = ""
) -> Response:
    try:
        written = services.post(session, actor, thread_id, body)
    except Invalid as error:
        return _thread(request, session, actor, thread_id, "", body, error.fields)
    except NotOpen as error:
        told = [FieldError("body", error.detail)]
        return _thread(request, session, actor, thread_id, "", body, told, status=error.status)
    return go(f"/forum/{thread_id}#message-{written.id}", _("Votre réponse est envoyée."))


@router.post("/activites/{activity_id}/fil")
def answer_activity(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    activity_id: str,
    body: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.answer_activity(session, actor, activity_id, body)
    except (Invalid, Conflict) as error:
        enrolment, outline, task = services.task_of(session, actor, activity_id)
        problems = error.fields if isinstance(error, Invalid) else [FieldError("body", error.detail)]
        return show_activity(
            request, session, actor, enrolment, outline, task, status=error.status, problems=problems, body=body,
            refused=error, typed=[body] if body else [],
        )  # fmt: skip
    return go(
        f"/activites/{activity_id}#fil",
        _("Votre message est envoyé. Le groupe peut le lire et vous répondre."),
    )


def _new(
    request: Request, title: str = "", body: str = "", experts: bool = False, detail: str = "",
    fields: list[FieldError] | None = None,
) -> Response:  # fmt: skip
    wrong = fields or []
    return show(
        request,
        "forum/new.html",
        status=422 if wrong else 200,
        title=title,
        body=body,
        experts=experts,
        detail=detail,
        fields=wrong,
        errors={field.field: field.message for field in wrong},
        longest_title=rules.LONGEST_TITLE,
        longest_body=rules.LONGEST_BODY,
    )


def _thread(
    request: Request, session: Session, actor: Actor, thread_id: str, avant: str, body: str = "",
    fields: list[FieldError] | None = None, status: int = 422,
) -> Response:  # fmt: skip
    require(policies.may_visit(actor))
    row = queries.thread_for(session, actor, thread_id)
    before = read_cursor(avant) if avant else None
    found = queries.latest_posts(session, thread_id, before=before, limit=POSTS_SHOWN + 1)
    posts = found[:POSTS_SHOWN][::-1]
    earlier = ""
    if len(found) > POSTS_SHOWN:
        earlier = f"/forum/{thread_id}?avant={cursor(posts[0].created_at, posts[0].id)}"
    roles = queries.roles_of(session, actor.organisation_id, {post.author_id for post in posts})
    prompt = None
    if row.activity_id and row.course_id and not avant:
        edition_id = courses.current_edition_id(session, row.course_id)
        if edition_id and not _closed(session, actor, edition_id, row.activity_id):
            prompt = courses.activity_content(session, edition_id, row.activity_id)
    wrong = fields or []
    return show(
        request,
        "forum/thread.html",
        status=status if wrong else 200,
        thread=row,
        posts=posts,
        words={account_id: rules.role_word(held) for account_id, held in roles.items()},
        prompt=prompt.html if prompt else "",
        earlier=earlier,
        latest=not avant,
        may_post=policies.may_post(actor, row.experts),
        body=body,
        fields=wrong,
        error=wrong[0].message if wrong else "",
    )


def _closed(session: Session, actor: Actor, edition_id: str, activity_id: str) -> bool:
    """Whether the task of a thread is not open to the reader, who follows its course: its question waits."""
    course = outline(session, edition_id)
    task = course.activities.get(activity_id)
    if task is None or not task.conditions:
        return False
    enrolment = enrolments.own_enrolment_with(session, actor, activity_id)
    return enrolment is not None and bool(openings(session, enrolment, course, among=(task,)).why(task.id))
