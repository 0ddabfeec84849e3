from app.core.room import Room
from app.credentials import api, pages, public_pages

# what has a word of its own in its address comes before what has an id
pages.router.routes[:0] = public_pages.router.routes

ROOM = Room("credentials", pages=pages.router, api=api.router)
