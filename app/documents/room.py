from app.core.room import Room
from app.documents import models

__all__ = ["models"]

ROOM = Room("documents")
