from app.attendance import api, pages
from app.core.room import Room

ROOM = Room("attendance", pages=pages.router, api=api.router)
