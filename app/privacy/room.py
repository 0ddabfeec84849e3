from app.core.room import Room
from app.privacy import api, commands, pages
from app.privacy.erasure import models

MODELS = (models,)

ROOM = Room("privacy", pages=pages.router, api=api.router, commands=commands.plug)
