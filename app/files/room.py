from app.core.room import Room
from app.files import commands, pages
from app.files.uploads import api

ROOM = Room("files", pages=pages.router, api=api.router, commands=commands.plug)
