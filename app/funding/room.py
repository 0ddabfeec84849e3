from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_own_door
from app.funding import api, path_pages, policies, settings_pages, tasks
from app.funding.areas import pages as areas
from app.funding.models import FunderReport
from app.funding.participants import pages as participants
from app.funding.reports import pages as reports
from app.funding.years import pages as years
from app.web import doors

__all__ = ["ROOM", "tasks"]

router = doors.pages("funding")
for part in (settings_pages, years, participants, reports, areas, path_pages):
    router.routes.extend(part.router.routes)

plug_own_door(FunderReport.file_id)  # names those whom a funder pays for: opened from the reports

ROOM = Room(
    "funding",
    pages=router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Financeurs"),
            "/financeurs",
            "piggy-bank",
            lambda actor: bool(policies.may_read_funding(actor)),
            "quality",
            50,
        ),
    ),
)
