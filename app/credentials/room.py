from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.credentials import api, pages, public_pages


def _learner(actor: Actor) -> bool:
    return actor.has(Role.LEARNER)


pages.router.routes.extend(public_pages.router.routes)

ROOM = Room(
    "credentials",
    pages=pages.router,
    api=api.router,
    menu=(MenuEntry(N_("Mon livret"), "/mon-livret", "award", _learner, group="path", order=6),),
)
