from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.entry import pages, telling
from app.entry.cards import pages as cards
from app.entry.cards import staff_pages
from app.entry.codes import pages as codes
from app.entry.factors import admin_pages, api, commands, second_pages
from app.entry.factors import pages as factors
from app.entry.factors import telling as factors_told
from app.entry.shared import pages as shared

for other in (cards, staff_pages, codes, shared, factors, second_pages, admin_pages):
    pages.router.routes.extend(other.router.routes)

__all__ = ["ROOM", "factors_told", "telling"]  # what listens

ROOM = Room(
    "entry",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Sécurité des accès"), "/admin/securite", "shield-check", lambda actor: actor.has(Role.ADMIN),
            group="admin", order=4,
        ),
    ),
    commands=commands.plug,
)  # fmt: skip
