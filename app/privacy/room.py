from fastapi import APIRouter

from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.privacy import api, commands, pages
from app.privacy.erasure import models
from app.privacy.processing import pages as processing_pages
from app.privacy.processing.breaches import pages as breach_pages
from app.privacy.processing.breaches import reminding

MODELS = (models,)
WORK = (reminding,)

_router = APIRouter()
for _part in (pages.router, processing_pages.router, breach_pages.router):
    _router.routes.extend(_part.routes)

ROOM = Room(
    "privacy",
    pages=_router,
    api=api.router,
    menu=(
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
    commands=commands.plug,
)
