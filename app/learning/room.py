from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.learning import api, listeners, material, pages, preview_pages, session_panel
from app.learning.times import pages as times_pages

__all__ = ["listeners", "material", "session_panel"]

for _part in (preview_pages.router, times_pages.router):
    pages.router.routes.extend(_part.routes)

ROOM = Room(
    "learning",
    pages=pages.router,
    api=api.router,
    menu=(MenuEntry(N_("Parcours"), "/mon-parcours", "map", lambda actor: actor.has(Role.LEARNER), order=2),),
)
