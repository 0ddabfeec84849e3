from app.core.room import Room
from app.files import pages

ROOM = Room("files", pages=pages.router)
