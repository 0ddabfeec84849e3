from app.assessment import activity_kinds, api, commands, pages, panels
from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room

__all__ = ["activity_kinds", "panels"]  # plugged by being imported

ROOM = Room(
    "assessment",
    pages=pages.router,
    api=api.router,
    commands=commands.plug,
    menu=(
        MenuEntry(
            N_("Travaux à relire"),
            "/travaux",
            "clipboard-check",
            lambda actor: actor.has(Role.TRAINER, Role.ADVISER),
            group="train",
            order=10,
        ),
    ),
)
