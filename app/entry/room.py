from app.core.room import Room
from app.entry import pages

ROOM = Room("entry", pages=pages.router)
