from app.core.room import Room
from app.visits import api, listeners, pages, receiving, tasks

__all__ = ["listeners", "tasks"]

pages.router.routes[:0] = receiving.router.routes  # `/rencontres/nouvelle` before what could be an id

ROOM = Room("visits", pages=pages.router, api=api.router)
