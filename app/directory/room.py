from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.directory import keeping, keeping_places, pages, policies

# what names a form comes before what could be an id
pages.router.routes[:0] = [*keeping.router.routes, *keeping_places.router.routes]

ROOM = Room(
    "directory",
    pages=pages.router,
    menu=(
        MenuEntry(
            N_("Annuaire"),
            "/annuaire",
            "book-marked",
            lambda actor: bool(policies.may_keep(actor)),
            group="follow",
            order=60,
        ),
        MenuEntry(
            N_("Annuaire"), "/annuaire", "book-marked", lambda actor: actor.has(Role.REFERRER, Role.EXPERT), order=60
        ),
    ),
)
