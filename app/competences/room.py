from app.competences import api, listeners, models, pages
from app.competences.cohort import pages as cohort_pages
from app.competences.levels import pages as level_pages
from app.competences.levels import session_pages
from app.competences.positioning import pages as positioning_pages
from app.competences.positioning import staff_pages
from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

__all__ = ["listeners", "models"]  # plugged by being imported

for part in (level_pages, session_pages, positioning_pages, staff_pages, cohort_pages):
    pages.router.routes.extend(part.router.routes)

ROOM = Room(
    "competences",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Positionnements"),
            "/suivi/positionnements",
            "compass",
            lambda actor: actor.has(Role.ADVISER),
            group="follow",
            order=25,
        ),
        MenuEntry(
            N_("Compétences"), "/suivi/competences", "target", lambda actor: actor.is_staff, group="follow", order=26
        ),
    ),
)
