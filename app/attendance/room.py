from app.attendance import api, models, pages  # noqa: F401
from app.core.room import Room

ROOM = Room("attendance", pages=pages.router, api=api.router)
