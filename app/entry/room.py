from app.core.room import Room
from app.entry import pages, telling
from app.entry.cards import pages as cards
from app.entry.cards import staff_pages

for other in (cards, staff_pages):
    pages.router.routes.extend(other.router.routes)

__all__ = ["ROOM", "telling"]  # what listens

ROOM = Room("entry", pages=pages.router)
