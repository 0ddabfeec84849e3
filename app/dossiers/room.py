from app.core.room import Room
from app.dossiers import models, pages, words_pages

__all__ = ["models"]

pages.router.routes.extend(words_pages.router.routes)

ROOM = Room("dossiers", pages=pages.router)
