from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.enrolments import api, pages, policies

ROOM = Room(
    "enrolments",
    pages=pages.router,
    api=api.router,
    menu=(
        MenuEntry(
            N_("Inscrire une personne"),
            "/inscriptions/nouvelle",
            "user-plus",
            lambda actor: bool(policies.may_enrol(actor)),
            group="follow",
            order=30,
        ),
    ),
)
