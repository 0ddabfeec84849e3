from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.forum import api, editor, kind, listeners, pages

__all__ = ["editor", "listeners"]  # plugged by being imported


def _shown_to_team(actor: Actor) -> bool:
    return actor.is_staff


def _shown_to_others(actor: Actor) -> bool:
    return not actor.is_staff and actor.has(Role.LEARNER, Role.EXPERT)


KIND = kind.KIND  # importing it plugs the forum task into courses and its panel into learning

ROOM = Room(
    "forum",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(N_("Forum"), "/forum", "messages-square", _shown_to_others, order=5),
        MenuEntry(N_("Forum"), "/forum", "messages-square", _shown_to_team, group="follow", order=5),
    ),
)
