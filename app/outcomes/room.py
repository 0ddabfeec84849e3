from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.outcomes import admin_pages, api, closing_pages, daily, figure_pages, link_pages, listeners, policies
from app.web import doors

PLUGGED = (daily, listeners)  # reading them registers what they listen to and know how to do

router = doors.pages("outcomes")
for part in (figure_pages, admin_pages, link_pages, closing_pages):
    router.routes.extend(part.router.routes)

ROOM = Room(
    "outcomes",
    pages=router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Sorties et devenir"),
            "/suivi/sorties",
            "log-out",
            lambda actor: bool(policies.may_read_figures(actor)) and not actor.has(Role.AUDITOR),
            group="follow",
            order=42,
        ),
        MenuEntry(
            N_("Sorties"), "/admin/sorties", "list", lambda actor: bool(policies.may_change_ways(actor)), "admin", 55
        ),
    ),
)
