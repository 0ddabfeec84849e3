from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.planning import api, course_pages, listeners, pages, policies, tasks

__all__ = ["listeners", "tasks"]

course_pages.router.routes.extend(pages.router.routes)  # « plans » is no enrolment: its address is looked at first

ROOM = Room(
    "planning",
    pages=course_pages.router,
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
