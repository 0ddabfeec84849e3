from app.core.room import Room
from app.demo import commands

ROOM = Room("demo", commands=commands.plug)
