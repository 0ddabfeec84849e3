from app.core.room import Room
from app.entry import pages, telling
from app.entry.cards import pages as cards
from app.entry.cards import staff_pages
from app.entry.codes import pages as codes
from app.entry.shared import pages as shared

for other in (cards, staff_pages, codes, shared):
    pages.router.routes.extend(other.router.routes)

__all__ = ["ROOM", "telling"]  # what listens

ROOM = Room("entry", pages=pages.router)
