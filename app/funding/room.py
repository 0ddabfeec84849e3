from app.core.room import Room
from app.funding import models
from app.web import doors

assert models

router = doors.pages("funding")
ROOM = Room("funding", pages=router)
