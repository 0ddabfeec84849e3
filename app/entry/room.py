from app.core.room import Room

ROOM = Room("entry")
