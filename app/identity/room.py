from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.identity import api, commands, organisation_pages, pages, policies

pages.router.routes.extend(organisation_pages.router.routes)

ROOM = Room(
    "identity",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Identité de l'organisation"),
            "/admin/organisation",
            "building-2",
            lambda actor: bool(policies.may_name_the_organisation(actor)),
            group="admin",
            order=3,
        ),
    ),
    commands=commands.plug,
)
