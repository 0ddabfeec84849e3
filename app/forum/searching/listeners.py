"""What was written, changed or named otherwise is found by its words from the same transaction on."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.forum.events import PostEdited, PostWritten, ThreadOpened
from app.forum.models import Post, Thread
from app.forum.searching import services


@on(ThreadOpened)
def of_a_thread(session: Session, actor: Actor, event: ThreadOpened) -> None:
    services.note_title(session, session.get_one(Thread, event.thread_id))


@on(PostWritten)
def of_a_post(session: Session, actor: Actor, event: PostWritten) -> None:
    services.note_post(session, session.get_one(Post, event.post_id))


@on(PostEdited)
def of_a_changed_post(session: Session, actor: Actor, event: PostEdited) -> None:
    post = session.get_one(Post, event.post_id)
    if post.number == 1:
        services.note_title(session, session.get_one(Thread, post.thread_id))
    else:
        services.note_post(session, post)
