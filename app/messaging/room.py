from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.messaging import api, pages


def _shown_to_learner(actor: Actor) -> bool:
    return actor.has(Role.LEARNER) and not actor.is_staff


def _shown_to_team(actor: Actor) -> bool:
    return actor.has(Role.ADVISER, Role.TRAINER, Role.ADMIN)


ROOM = Room(
    "messaging",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(N_("Messages"), "/messages", "message-circle", _shown_to_learner, order=4),
        MenuEntry(N_("Messages"), "/messages", "message-circle", _shown_to_team, group="follow", order=4),
    ),
)
