from app.core.room import Room
from app.planning import listeners

__all__ = ["listeners"]

ROOM = Room("planning")
