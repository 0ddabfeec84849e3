from app.appointments import api, listeners, pages, policies
from app.appointments import proposing_pages as proposing
from app.appointments.slots import pages as slots
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

__all__ = ["listeners"]

# what has a word of its own in its address comes before what has an id
pages.router.routes[:0] = [*slots.router.routes, *proposing.router.routes]

ROOM = Room(
    "appointments",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Rendez-vous"),
            "/rendez-vous",
            "handshake",
            lambda actor: bool(policies.may_accompany(actor)),
            group="follow",
            order=3,
        ),
    ),
)
