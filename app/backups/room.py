from app.backups import commands
from app.core.room import Room

ROOM = Room("backups", commands=commands.plug)
