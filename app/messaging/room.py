from fastapi import APIRouter

from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_own_door
from app.messaging import api, pages
from app.messaging.groups import pages as group_pages
from app.messaging.models import MessageFile
from app.messaging.wordings import pages as wording_pages


def _shown_to_learner(actor: Actor) -> bool:
    return actor.has(Role.LEARNER) and not actor.is_staff


def _shown_to_team(actor: Actor) -> bool:
    return actor.has(Role.ADVISER, Role.TRAINER, Role.ADMIN)


plug_own_door(MessageFile.file_id)  # read by those who read the conversation, not by the whole team

_router = APIRouter()
for _part in (wording_pages.router, group_pages.router, pages.router):  # /messages/{id} comes last: it takes any word
    _router.routes.extend(_part.routes)

ROOM = Room(
    "messaging",
    pages=_router,
    api=api.router,
    menu=(
        MenuEntry(N_("Messages"), "/messages", "message-circle", _shown_to_learner, order=4),
        MenuEntry(N_("Messages"), "/messages", "message-circle", _shown_to_team, group="follow", order=4),
    ),
)
