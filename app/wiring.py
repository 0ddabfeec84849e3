"""The one list of rooms; plugs each into the house."""

from fastapi import APIRouter, FastAPI

from app.accompaniment.room import ROOM as ACCOMPANIMENT
from app.assessment.room import ROOM as ASSESSMENT
from app.core.room import Room
from app.courses.room import ROOM as COURSES
from app.demo.room import ROOM as DEMO
from app.enrolments.room import ROOM as ENROLMENTS
from app.files.room import ROOM as FILES
from app.forum.room import ROOM as FORUM
from app.home.room import ROOM as HOME
from app.identity.room import ROOM as IDENTITY
from app.identity.services import identify
from app.learning.room import ROOM as LEARNING
from app.ledger.room import ROOM as LEDGER
from app.messaging.room import ROOM as MESSAGING
from app.privacy.room import ROOM as PRIVACY
from app.quality.room import ROOM as QUALITY
from app.scheduling.room import ROOM as SCHEDULING
from app.web import doors, templating

ROOMS: tuple[Room, ...] = (
    IDENTITY, FILES, LEDGER, COURSES, ENROLMENTS, SCHEDULING, LEARNING, ASSESSMENT, FORUM, MESSAGING,
    ACCOMPANIMENT, QUALITY, PRIVACY, HOME, DEMO,
)  # fmt: skip


def plug_in() -> None:
    """What the floors below need to know of those above: who people are, what the menu holds."""
    doors.plug_identity(identify)
    templating.plug_menu(entry for room in ROOMS for entry in room.menu)


def routers(app: FastAPI) -> None:
    api = APIRouter(prefix="/api/v1")
    for room in ROOMS:
        if room.pages:
            app.include_router(room.pages)
        if room.api:
            api.include_router(room.api)
    app.include_router(api)
