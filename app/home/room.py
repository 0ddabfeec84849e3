from fastapi import APIRouter

from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.home import admin_pages, api_reader, legal_pages, pages

_WITH_A_HOME = (Role.LEARNER, Role.TRAINER, Role.ADMIN)  # the others open on a page of their work

_router = APIRouter()
for _part in (pages.router, legal_pages.router, admin_pages.router, api_reader.router):
    _router.routes.extend(_part.routes)

ROOM = Room(
    "home",
    pages=_router,
    menu=(
        MenuEntry(N_("Accueil"), "/accueil", "home", lambda actor: actor.has(*_WITH_A_HOME), order=1),
        MenuEntry(N_("Administrer"), "/admin", "settings", lambda actor: actor.has(Role.ADMIN), group="admin", order=1),
    ),
)
