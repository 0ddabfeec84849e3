from app.backups import commands
from app.backups.pages import router
from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

ROOM = Room(
    "backups",
    pages=router,
    commands=commands.plug,
    menu=(
        MenuEntry(
            N_("Sauvegardes"),
            "/admin/sauvegardes",
            "lock",
            lambda actor: actor.has(Role.ADMIN),
            group="admin",
            order=41,
        ),
    ),
)
