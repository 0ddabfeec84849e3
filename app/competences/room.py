from app.competences import models
from app.core.room import Room

__all__ = ["models"]

ROOM = Room("competences")
