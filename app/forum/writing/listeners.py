"""People named in what was written or changed."""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.journal import on
from app.forum.events import PostEdited, PostWritten, ThreadOpened
from app.forum.models import Post
from app.forum.writing import people


@on(ThreadOpened)
@on(PostWritten)
@on(PostEdited)
def of_a_post(session: Session, actor: Actor, event: ThreadOpened | PostWritten | PostEdited) -> None:
    people.note_named(session, actor, session.get_one(Post, event.post_id))
