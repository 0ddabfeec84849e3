from app.core.access import Actor, Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.learning.gauge import plug_gauge
from app.reporting import api, hours, pages, statement_pages
from app.web import doors

router = doors.pages("reporting")
for part in (pages, statement_pages):
    router.routes.extend(part.router.routes)
plug_gauge(hours.gauge)


def _shown(actor: Actor) -> bool:
    return actor.is_staff or actor.has(Role.AUDITOR)


ROOM = Room(
    "reporting",
    pages=router,
    api=api.router,
    menu=(
        MenuEntry(N_("Heures"), "/heures", "clock", _shown, group="follow", order=40),
        MenuEntry(
            N_("Relevés de semaine"), "/heures/semaines", "calendar-check", lambda actor: actor.is_staff, "follow", 41
        ),
    ),
)
