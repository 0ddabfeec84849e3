from app.core.room import Room
from app.ledger import commands

ROOM = Room("ledger", commands=commands.plug)
