from app.core.room import Room
from app.entry import api, pages, telling
from app.entry.cards import pages as cards
from app.entry.cards import staff_pages
from app.entry.codes import pages as codes
from app.entry.shared import pages as shared

__all__ = ["ROOM", "telling"]  # what listens

for other in (cards, staff_pages, codes, shared):
    pages.router.routes.extend(other.router.routes)

ROOM = Room("entry", pages=pages.router, api=api.router)
