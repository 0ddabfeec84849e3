"""Conversations in the browser."""

from typing import Annotated

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.cursors import cursor, read_cursor
from app.core.errors import FieldError, Invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.messaging import policies, queries, services
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("messaging")

CONVERSATIONS_SHOWN = 50
MESSAGES_SHOWN = 50


@router.get("/messages")
def conversations(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    qui: str = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """The conversations of those who accompany; a learner goes straight to theirs."""
    require(policies.may_converse(actor))
    if not actor.has(Role.ADVISER, Role.ADMIN):
        own = enrolments.current_enrolment(session, actor)
        return go(f"/messages/{own.id}") if own else show(request, "messaging/no_path.html")
    mine = actor.has(Role.ADVISER) and qui != "tous"
    offset = (page - 1) * CONVERSATIONS_SHOWN
    rows = queries.conversations(session, actor, mine=mine, limit=CONVERSATIONS_SHOWN + 1, offset=offset)
    following = ""
    if len(rows) > CONVERSATIONS_SHOWN:
        following = f"/messages?page={page + 1}" + ("" if mine or not qui else "&qui=tous")
    return show(
        request,
        "messaging/conversations.html",
        conversations=rows[:CONVERSATIONS_SHOWN],
        mine=mine,
        chooses=actor.has(Role.ADVISER),
        following=following,
    )


@router.get("/messages/{enrolment_id}")
def conversation(
    request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, avant: str = ""
) -> Response:
    """Opening a conversation is an act: it tells the other side that their words were read. So this page,
    alone among those that are looked at, may write; it does so only when something was unread."""
    enrolment = services.open_conversation(session, actor, enrolment_id)
    return _conversation(request, session, actor, enrolment, avant)


@router.post("/messages/{enrolment_id}")
def send(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    enrolment_id: str,
    body: Annotated[str, Form()] = "",
) -> Response:
    try:
        services.send(session, actor, enrolment_id, body)
    except Invalid as error:
        enrolment = services.conversation_for(session, actor, enrolment_id)
        return _conversation(request, session, actor, enrolment, "", body, error.fields)
    return go(f"/messages/{enrolment_id}#fin", _("Votre message est envoyé."))


def _conversation(
    request: Request,
    session: Session,
    actor: Actor,
    enrolment: EnrolmentRow,
    avant: str,
    body: str = "",
    fields: list[FieldError] | None = None,
) -> Response:
    before = read_cursor(avant) if avant else None
    found = queries.messages(session, enrolment.id, before=before, limit=MESSAGES_SHOWN + 1)
    messages = found[:MESSAGES_SHOWN][::-1]
    earlier = ""
    if len(found) > MESSAGES_SHOWN:
        earlier = f"/messages/{enrolment.id}?avant={cursor(messages[0].created_at, messages[0].id)}"
    wrong = fields or []
    return show(
        request,
        "messaging/conversation.html",
        status=422 if wrong else 200,
        enrolment=enrolment,
        own=actor.account_id == enrolment.learner_id,
        messages=messages,
        earlier=earlier,
        latest=not avant,
        body=body,
        fields=wrong,
        error=wrong[0].message if wrong else "",
    )
