from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.courses import api, basic_editors, basic_kinds, commands, pages, policies

basic_kinds.plug()
basic_editors.plug()

ROOM = Room(
    "courses",
    pages=pages.router,
    api=api.router,
    commands=commands.plug,
    menu=(
        MenuEntry(
            N_("Atelier"),
            "/atelier",
            "book-open",
            lambda actor: bool(policies.may_open_workshop(actor)),
            group="train",
            order=90,
        ),
    ),
)
