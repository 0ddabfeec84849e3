from fastapi import APIRouter

from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.privacy import api, commands, pages
from app.privacy.erasure import models
from app.privacy.erasure import tasks as erasure_tasks
from app.privacy.requests import api as requests_api
from app.privacy.requests import officer_pages, own_pages, tasks

PLUGGED = (models, erasure_tasks, tasks)  # reading them makes the tables known, and the work that comes back

_router, _api = APIRouter(), APIRouter()
for _part in (pages, own_pages, officer_pages):
    _router.routes.extend(_part.router.routes)
for _operations in (api, requests_api):
    _api.routes.extend(_operations.router.routes)


def _team(actor: Actor) -> bool:
    """The officer reads them; the others write down what somebody asks by voice, and land on that form."""
    return actor.is_staff


ROOM = Room(
    "privacy",
    pages=_router,
    api=_api,
    menu=(MenuEntry(N_("Demandes sur les données"), "/donnees/demandes", "shield", _team, group="quality", order=12),),
    commands=commands.plug,
)
