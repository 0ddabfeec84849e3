"""What people do with posts: answer, change, take back, thank, accept, mark; and following a thread."""

from typing import Annotated

from fastapi import Form, Path, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Conflict, FieldError, HouseError, Invalid, TooMany
from app.core.i18n import _
from app.forum import policies, queries, rules, services
from app.forum.pages.lists import new_page
from app.forum.pages.one import MOST, address_of, thread_page
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show
from app.web.text import post_html

router = pages("forum")

Number = Annotated[int, Path(ge=1, le=MOST)]


@router.post("/forum/{thread_id}/messages")
def answer(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    thread_id: str,
    body: Annotated[str, Form()] = "",
    reply_to: Annotated[str, Form()] = "",
) -> Response:
    answered = int(reply_to) if reply_to.isascii() and reply_to.isdecimal() and len(reply_to) < 8 else None
    try:
        written = services.post(session, actor, thread_id, body, reply_to=answered)
    except services.ThreadGone as error:
        return _gone(request, session, actor, body, error)
    except (Invalid, Conflict, TooMany) as error:
        row = queries.thread_for(session, actor, thread_id)
        return thread_page(request, session, actor, row, body=body, reply_to=answered or 0, refused=error)
    return go(address_of(written.thread_id, written.number), _("Votre réponse est envoyée."))


def _gone(request: Request, session: Session, actor: Actor, body: str, error: HouseError) -> Response:
    """The thread was taken away while somebody was writing: their words stay with them."""
    if policies.may_open(actor):
        return new_page(request, session, actor, body=body, refused=Invalid(error.detail, [FieldError("body", error.detail)]), status=error.status)  # fmt: skip
    return show(request, "forum/gone.html", status=error.status, detail=error.detail, body=body)


@router.get("/forum/{thread_id}/messages/{number}/modifier")
def edit(request: Request, session: Reading, actor: CurrentActor, thread_id: str, number: Number) -> Response:
    require(policies.may_visit(actor))
    thread = queries.thread_for(session, actor, thread_id)
    post = queries.post_at(session, thread_id, actor.account_id, number)
    require(policies.may_edit(actor, post.author_id))
    return _edit(request, thread, number, post.body, thread.title)


@router.post("/forum/{thread_id}/messages/{number}/modifier")
def change(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    thread_id: str,
    number: Number,
    body: Annotated[str, Form()] = "",
    title: Annotated[str | None, Form()] = None,
) -> Response:
    try:
        services.edit_post(session, actor, thread_id, number, body, title)
    except (Invalid, Conflict) as error:
        thread = queries.thread_for(session, actor, thread_id)
        return _edit(request, thread, number, body, title or thread.title, error)
    return go(address_of(thread_id, number), _("Votre message est modifié."))


def _edit(
    request: Request, thread: object, number: int, body: str, title: str, refused: HouseError | None = None
) -> Response:
    wrong: list[FieldError] = []
    if refused:
        wrong = refused.fields if isinstance(refused, Invalid) else [FieldError("body", refused.detail)]
    return show(
        request,
        "forum/edit.html",
        status=refused.status if refused else 200,
        thread=thread,
        number=number,
        body=body,
        title=title,
        detail=refused.detail if refused else "",
        fields=wrong,
        errors={field.field: field.message for field in wrong},
        longest_title=rules.LONGEST_TITLE,
        longest_body=rules.LONGEST_BODY,
    )


@router.post("/forum/{thread_id}/messages/{number}/retrait")
def remove(
    session: Writing, actor: CurrentActor, thread_id: str, number: Number, undo: Annotated[str, Form()] = ""
) -> Response:
    if undo:
        services.restore_post(session, actor, thread_id, number)
        return go(address_of(thread_id, number), _("Le message est remis à sa place."))
    services.remove_post(session, actor, thread_id, number)
    return go(address_of(thread_id, number), _("Le message est retiré. Sa place reste dans le fil."))


@router.post("/forum/{thread_id}/messages/{number}/merci")
def thank(session: Writing, actor: CurrentActor, thread_id: str, number: Number) -> Response:
    thanked = services.thank(session, actor, thread_id, number)
    return go(address_of(thread_id, number), _("Votre merci est ajouté.") if thanked else _("Votre merci est retiré."))


@router.post("/forum/{thread_id}/solution")
def accept(session: Writing, actor: CurrentActor, thread_id: str, number: Annotated[int, Form(ge=0)] = 0) -> Response:
    """The answer that settles the question; 0: none does any more."""
    services.accept_answer(session, actor, thread_id, min(number, MOST) or None)
    said = _("Cette réponse est retenue.") if number else _("Aucune réponse n'est retenue pour le moment.")
    return go(f"/forum/{thread_id}?depuis=1", said)


@router.post("/forum/{thread_id}/messages/{number}/non-lu")
def unread(session: Writing, actor: CurrentActor, thread_id: str, number: Number) -> Response:
    services.mark_unread(session, actor, thread_id, number)
    return go("/forum", _("Ce fil vous attend à ce message, marqué comme non lu."))


@router.post("/forum/{thread_id}/lecture")
def read(
    request: Request, session: Writing, actor: CurrentActor, thread_id: str, number: Annotated[int, Form(ge=0)] = 0
) -> Response:
    """Told by the page once it is shown, or by the reader."""
    services.mark_read(session, actor, thread_id, min(number, MOST))
    if request.headers.get("hx-request") == "true":
        return Response(status_code=204)
    return go("/forum", _("C'est noté : vous avez lu ce fil jusque-là."))


@router.post("/forum/{thread_id}/suivi")
def follow(session: Writing, actor: CurrentActor, thread_id: str, level: Annotated[str, Form()] = "") -> Response:
    services.follow_thread(session, actor, thread_id, level)
    told = {
        "follow": _("Vous suivez ce fil : vous serez prévenu des réponses."),
        "mute": _("Ce fil ne vous préviendra plus."),
        "": _("C'est noté : ce fil suit ce que vous avez choisi pour son espace."),
    }
    return go(f"/forum/{thread_id}", told.get(level, ""))


@router.get("/forum/{thread_id}/messages/{number}/versions")
def versions(request: Request, session: Reading, actor: CurrentActor, thread_id: str, number: Number) -> Response:
    """What a post said before it was changed or taken back."""
    require(policies.may_visit(actor))
    thread = queries.thread_for(session, actor, thread_id)
    require(policies.may_moderate(actor))
    post = queries.post_at(session, thread_id, actor.account_id, number)
    return show(
        request,
        "forum/versions.html",
        thread=thread,
        post=post,
        versions=queries.versions(session, post.id),
        rendered=post_html,
    )
