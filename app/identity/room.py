from app.core.room import Room
from app.identity import api, commands, pages

ROOM = Room("identity", pages=pages.router, api=api.router, commands=commands.plug)
