from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.planning import api, listeners, pages, policies, tasks

__all__ = ["listeners", "tasks"]

ROOM = Room(
    "planning",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Calculer les plans"),
            "/suivi/plans",
            "calendar",
            lambda actor: bool(policies.may_change_plan(actor)),
            group="follow",
            order=32,
        ),
    ),
)
