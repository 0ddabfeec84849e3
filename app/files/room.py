from app.core.room import Room
from app.files import api, commands, pages

ROOM = Room("files", pages=pages.router, api=api.router, commands=commands.plug)
