from app.core.room import Room
from app.planning import listeners, tasks

__all__ = ["listeners", "tasks"]

ROOM = Room("planning")
