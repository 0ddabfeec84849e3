from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.scheduling import api, pages, policies

ROOM = Room(
    "scheduling",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Séances"),
            "/seances",
            "calendar-check",
            lambda actor: bool(policies.may_run_sessions(actor)),
            group="train",
            order=10,
        ),
    ),
)
