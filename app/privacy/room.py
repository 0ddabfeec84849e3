from fastapi import APIRouter

from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_own_door
from app.privacy import api, commands, pages
from app.privacy.erasure import holds, models
from app.privacy.erasure import pages as erasure_pages
from app.privacy.erasure import tasks as erasure_tasks
from app.privacy.processing import api as processing_api
from app.privacy.processing import pages as processing_pages
from app.privacy.processing.breaches import pages as breach_pages
from app.privacy.processing.breaches import reminding
from app.privacy.requests import api as requests_api
from app.privacy.requests import officer_pages, outsider_pages, own_pages, register_pages, tasks
from app.privacy.requests.models import DataCopy, DataRequestFile
from app.privacy.retention import api as retention_api
from app.privacy.retention import daily, services
from app.privacy.retention import pages as retention_pages

PLUGGED = (
    models,
    erasure_tasks,
    tasks,
    daily,
    reminding,
)  # reading them makes the tables known, and the work that comes back
holds.plug(services.held)
plug_own_door(DataCopy.file_id)  # all that is held of somebody: by themselves, and for two days
plug_own_door(DataRequestFile.file_id)  # from its request, by those who answer requests

_router, _api = APIRouter(), APIRouter()
for _part in (
    pages,
    own_pages,
    register_pages,
    officer_pages,
    outsider_pages,
    erasure_pages,
    retention_pages,
    processing_pages,
    breach_pages,
):
    _router.routes.extend(_part.router.routes)
for _operations in (api, requests_api, retention_api, processing_api):
    _api.routes.extend(_operations.router.routes)


def _team(actor: Actor) -> bool:
    """A page that leads each to what they may open: the officer to everything, whatever their roles."""
    return actor.is_staff


ROOM = Room(
    "privacy",
    pages=_router,
    api=_api,
    commands=commands.plug,
    menu=(
        MenuEntry(N_("Données personnelles"), "/donnees", "shield", _team, group="quality", order=12),
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
            lambda actor: actor.has(Role.ADMIN),
            group="admin",
            order=74,
        ),
        MenuEntry(
            N_("Registres des données"),
            "/donnees/registre",
            "shield",
            lambda actor: actor.has(Role.ADMIN),
            group="admin",
            order=60,
        ),
        MenuEntry(
            N_("Signaler une violation de données"),
            "/donnees/violations/signaler",
            "triangle-alert",
            lambda actor: actor.is_staff,
            group="admin",
            order=61,
        ),
    ),
)
