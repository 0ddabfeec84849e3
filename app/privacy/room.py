from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.privacy import api, commands, pages
from app.privacy.erasure import holds, models
from app.privacy.retention import api as retention_api
from app.privacy.retention import daily, policies, services
from app.privacy.retention import pages as retention
from app.web import doors

__all__ = ["MODELS", "ROOM", "daily"]

MODELS = (models,)

holds.plug(services.held)

_pages, _api = doors.pages("privacy"), doors.api("privacy")
for page in (pages, retention):
    _pages.routes.extend(page.router.routes)
for part in (api, retention_api):
    _api.routes.extend(part.router.routes)

ROOM = Room(
    "privacy",
    pages=_pages,
    api=_api,
    commands=commands.plug,
    menu=(
        MenuEntry(
            N_("Durées de conservation"),
            "/donnees/durees",
            "archive",
            lambda actor: bool(policies.may_keep_time(actor)),
            "admin",
            60,
        ),
    ),
)
