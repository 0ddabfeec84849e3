from fastapi import APIRouter

from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.privacy import api, commands, pages
from app.privacy.erasure import holds, models, tasks
from app.privacy.erasure import pages as erasure_pages
from app.privacy.retention import api as retention_api
from app.privacy.retention import daily, policies, services
from app.privacy.retention import pages as retention_pages

PLUGGED = (models, tasks, daily)  # reading them makes the tables known, and the work that comes back
holds.plug(services.held)

_router, _api = APIRouter(), APIRouter()
for _part in (pages, erasure_pages, retention_pages):
    _router.routes.extend(_part.router.routes)
for _part in (api, retention_api):
    _api.routes.extend(_part.router.routes)

ROOM = Room(
    "privacy",
    pages=_router,
    api=_api,
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
        MenuEntry(
            N_("Durées de conservation"),
            "/donnees/durees",
            "archive",
            lambda actor: bool(policies.may_keep_time(actor)),
            group="admin",
            order=74,
        ),
    ),
)
