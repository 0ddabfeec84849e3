from fastapi import APIRouter

from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.privacy import api, commands, pages
from app.privacy.erasure import models, tasks
from app.privacy.erasure import pages as erasure_pages

PLUGGED = (models, tasks)  # reading them makes the tables known, and the work that comes back

_router = APIRouter()
for _part in (pages, erasure_pages):
    _router.routes.extend(_part.router.routes)

ROOM = Room(
    "privacy",
    pages=_router,
    api=api.router,
    commands=commands.plug,
    menu=(
        MenuEntry(
            N_("Effacements"),
            "/donnees/effacements",
            "lock",
            lambda actor: actor.has(Role.ADMIN),
            group="admin",
            order=75,
        ),
    ),
)
