from app.calendars import pages
from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

ROOM = Room(
    "calendars",
    pages=pages.router,
    menu=(
        MenuEntry(
            N_("Agenda"),
            "/agenda",
            "calendar",
            lambda actor: actor.has(Role.LEARNER) and not actor.is_staff,
            order=3,
        ),
        MenuEntry(N_("Agenda"), "/agenda", "calendar", lambda actor: actor.is_staff, group="follow", order=5),
    ),
)
