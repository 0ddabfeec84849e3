from app.core.room import Room
from app.dossiers import api, models, pages, queries, words_pages
from app.dossiers import register_pages as registers
from app.files.queries import plug_keeper

__all__ = ["models"]

plug_keeper(queries.may_open_file)
# what has a word of its own in its address comes before what has an id
pages.router.routes[:0] = [*words_pages.router.routes, *registers.router.routes]

ROOM = Room("dossiers", pages=pages.router, api=api.router)
