"""The trail as people read it. What is noted, and where it is kept, is app/core/trail."""

from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.trail import api
from app.trail import listening as listening  # to what is told of ways in
from app.trail.commands import plug
from app.trail.pages import router
from app.trail.services import unusual as unusual  # its work that comes back

ROOM = Room(
    "trail",
    pages=router,
    api=api.router,
    commands=plug,
    menu=(
        MenuEntry(
            N_("Journal des accès"), "/donnees/journal", "eye", lambda actor: actor.has(Role.ADMIN),
            group="admin", order=40,
        ),
    ),
)  # fmt: skip
