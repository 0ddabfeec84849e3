"""Who is said to have written: the one place that decides whether a name is shown.

Lists, threads, searches and feeds take `AUTHOR_OF_POST` and `AUTHOR_OF_THREAD` in the place of a name: what was asked
without a name leaves the database without it. Moderators ask `names_behind` apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import case, null, select, union_all
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.i18n import _
from app.forum.models import Post, Thread
from app.forum.moderating import policies
from app.identity.models import Account

AUTHOR_OF_POST = case((Post.anonymous, null()), else_=Account.name).label("author_name")
AUTHOR_OF_THREAD = case((Thread.anonymous, null()), else_=Account.name).label("author_name")


@dataclass(frozen=True, slots=True)
class Names:
    """How to say who wrote, for one reader."""

    behind: Mapping[str, str] = field(default_factory=dict)  # post or thread → who asked; only for those who may know

    def said(self, name: str | None, row_id: str) -> str:
        """A name, « Anonyme », or « Anonyme » with the name for moderators."""
        if name is not None:
            return name
        if real := self.behind.get(row_id):
            return _("Anonyme (%(name)s, visible pour l'équipe de modération)") % {"name": real}
        return _("Anonyme")


def names_behind(session: Session, actor: Actor, row_ids: Iterable[str]) -> Names:
    """The names behind the anonymous posts and threads of `row_ids`, for a moderator; nothing for anybody else."""
    wanted = sorted(set(row_ids))
    if not wanted or not policies.sees_names(actor):
        return Names()
    of_posts, of_threads = (
        select(model.id, Account.name)
        .join(Account, Account.id == model.author_id)
        .where(model.id.in_(wanted), model.organisation_id == actor.organisation_id, model.anonymous)
        for model in (Post, Thread)
    )
    return Names({row.id: row.name for row in session.execute(union_all(of_posts, of_threads))})
