from app.competences import listeners, models, pages
from app.competences.levels import pages as level_pages
from app.competences.positioning import pages as positioning_pages
from app.core.room import Room

__all__ = ["listeners", "models"]  # plugged by being imported

for part in (level_pages, positioning_pages):
    pages.router.routes.extend(part.router.routes)

ROOM = Room("competences", pages=pages.router)
