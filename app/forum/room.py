from fastapi import APIRouter

from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.forum import api, editor, kind, listeners, pages
from app.forum.experts import pages as experts
from app.forum.feeds import pages as feeds
from app.forum.moderating import pages as moderating
from app.forum.searching import listeners as found
from app.forum.searching import pages as searching
from app.forum.writing import listeners as named
from app.forum.writing import pages as writing

__all__ = ["editor", "found", "listeners", "named"]  # plugged by being imported


def _shown_to_team(actor: Actor) -> bool:
    return actor.is_staff


def _shown_to_others(actor: Actor) -> bool:
    return not actor.is_staff and actor.has(Role.LEARNER, Role.EXPERT)


KIND = kind.KIND  # importing it plugs the forum task into courses and its panel into learning

_router = APIRouter()
for _part in (searching, moderating, feeds, experts, writing, pages):  # names of their own before what any id may name
    _router.routes.extend(_part.router.routes)

ROOM = Room(
    "forum",
    pages=_router,
    api=api.router,
    menu=(
        MenuEntry(N_("Forum"), "/forum", "messages-square", _shown_to_others, order=5),
        MenuEntry(N_("Forum"), "/forum", "messages-square", _shown_to_team, group="follow", order=5),
    ),
)
