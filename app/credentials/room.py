from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.credentials import api, pages, public_pages
from app.credentials.policies import may_set_up


def _sets_up(actor: Actor) -> bool:
    return bool(may_set_up(actor))


# what has a word of its own in its address comes before what has an id
pages.router.routes[:0] = public_pages.router.routes

ROOM = Room(
    "credentials",
    pages=pages.router,
    api=api.router,
    menu=(MenuEntry(N_("Badges"), "/admin/badges", "star", _sets_up, group="admin", order=6),),
)
