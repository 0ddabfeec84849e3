"""What a page of posts shows beside their words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import AnyRow
from app.forum.experts import queries as experts
from app.forum.experts import rules as introducing
from app.forum.feeds import services as feeds
from app.forum.naming_queries import names_behind
from app.forum.writing import files


def carried(session: Session, actor: Actor, thread: AnyRow, posts: Sequence[AnyRow]) -> dict[str, Any]:
    """The files of these posts, who the business owners among their authors are, and names for those who may know."""
    hidden = [row.id for row in (thread, *posts) if row.anonymous]
    address = feeds.address_of(session, actor)
    return {
        "files": files.of_posts(session, [post.id for post in posts if not post.deleted_at]),
        "introduced": experts.introduced(
            session, actor.organisation_id, {post.author_id for post in posts if not post.anonymous}
        ),
        "line": introducing.line,
        "names": names_behind(session, actor, hidden),
        "feed": f"{address}/fils/{thread.id}" if address else "",
    }
