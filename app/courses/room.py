from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.courses import api, basic_editors, basic_kinds, commands, pages, policies
from app.courses.drafts import api as draft_api
from app.courses.drafts import pages as draft_pages
from app.courses.material import page

__all__ = ["page"]  # plugged by being imported

basic_kinds.plug()
basic_editors.plug()
pages.router.routes.extend(draft_pages.router.routes)
api.router.routes.extend(draft_api.router.routes)

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
