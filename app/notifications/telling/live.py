"""Telling open pages that a conversation or a thread has something new, and who may listen to it."""

from sqlalchemy.orm import Session

from app.core import live
from app.core.access import Actor
from app.core.journal import on
from app.forum import queries as forum
from app.forum.events import PostWritten
from app.messaging import services as messaging
from app.messaging.events import MessageSent
from app.web.direct import plug_subject

plug_subject("conversation", messaging.conversation_for)
plug_subject("thread", forum.thread_for)


@on(MessageSent)
def of_a_message(session: Session, actor: Actor, event: MessageSent) -> None:
    live.publish(session, f"conversation:{event.conversation_id}")


@on(PostWritten)
def of_a_post(session: Session, actor: Actor, event: PostWritten) -> None:
    live.publish(session, f"thread:{event.thread_id}")
