from app.core.access import Role
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.entry import api, own_pages, pages, telling
from app.entry.cards import pages as cards
from app.entry.cards import staff_pages
from app.entry.codes import pages as codes
from app.entry.factors import admin_pages, commands, second_pages
from app.entry.factors import api as factors_api
from app.entry.factors import pages as factors
from app.entry.factors import telling as factors_told
from app.entry.federation import pages as federation
from app.entry.federation import policies, tasks
from app.entry.shared import pages as shared

for other in (cards, staff_pages, codes, shared, own_pages, factors, second_pages, admin_pages, federation):
    pages.router.routes.extend(other.router.routes)
api.router.routes.extend(factors_api.router.routes)

__all__ = ["ROOM", "factors_told", "tasks", "telling"]  # what listens

ROOM = Room(
    "entry",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Sécurité des accès"), "/admin/securite", "shield-check", lambda actor: actor.has(Role.ADMIN),
            group="admin", order=4,
        ),
        MenuEntry(
            N_("Connexion professionnelle"), "/admin/connexion-professionnelle", "key-round",
            lambda actor: policies.may_choose_providers(actor) is True, group="admin", order=5,
        ),
    ),
    commands=commands.plug,
)  # fmt: skip
