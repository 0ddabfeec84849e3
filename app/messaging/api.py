"""Conversations for machines."""

from typing import Annotated

from fastapi import Query

from app.core.cursors import read_number
from app.messaging import queries, services
from app.messaging.schemas import MessageIn, MessageOut, MessagePage
from app.web.doors import ApiActor, Reading, Writing, api

router = api("messaging")


@router.get("/enrolments/{enrolment_id}/messages")
def messages(
    session: Reading,
    actor: ApiActor,
    enrolment_id: str,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: str = "",
) -> MessagePage:
    """The main conversation of a path, newest first. Reading it here marks nothing as read."""
    conversation = services.main_conversation(session, actor, enrolment_id)
    before = read_number(after) if after else None
    found = queries.messages(session, conversation.id, before=before, limit=limit + 1)
    shown = found[:limit]
    last = shown[-1] if len(found) > limit else None
    return MessagePage(
        items=[
            MessageOut(
                id=row.id,
                author=row.author_name,
                from_learner=row.author_id == conversation.learner_id,
                body=row.body,
                created_at=row.created_at,
                read_at=row.read_at,
            )
            for row in shown
        ],
        next=str(last.number) if last else None,
    )


@router.post("/enrolments/{enrolment_id}/messages", status_code=201)
def send(session: Writing, actor: ApiActor, enrolment_id: str, given: MessageIn) -> MessageOut:
    """Write in the main conversation of a path."""
    conversation = services.main_conversation(session, actor, enrolment_id)
    sent = services.send(session, actor, conversation.id, given.body)
    return MessageOut(
        id=sent.id,
        author=actor.name,
        from_learner=actor.account_id == conversation.learner_id,
        body=sent.body,
        created_at=sent.created_at,
        read_at=sent.read_at,
    )
