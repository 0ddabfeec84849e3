from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.entry import api, pages, telling
from app.entry.cards import pages as cards
from app.entry.cards import staff_pages
from app.entry.codes import pages as codes
from app.entry.federation import pages as federation
from app.entry.federation import policies, tasks
from app.entry.shared import pages as shared

for other in (cards, staff_pages, codes, shared, federation):
    pages.router.routes.extend(other.router.routes)

__all__ = ["ROOM", "tasks", "telling"]  # what listens

ROOM = Room(
    "entry",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Connexion professionnelle"),
            "/admin/connexion-professionnelle",
            "key-round",
            lambda actor: policies.may_choose_providers(actor) is True,
            group="admin",
            order=4,
        ),
    ),
)
