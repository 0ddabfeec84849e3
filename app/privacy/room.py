from app.core.room import Room
from app.privacy import api, commands, pages
from app.privacy.erasure import models, tasks

PLUGGED = (models, tasks)  # reading them makes the tables known, and the work that comes back

ROOM = Room("privacy", pages=pages.router, api=api.router, commands=commands.plug)
