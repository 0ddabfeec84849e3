from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_own_door
from app.registers import own_pages, pages, policies
from app.registers import reminding as reminding  # it sets its clock by being read
from app.registers.models import RegisterFile
from app.registers.sealed import pages as sealed

plug_own_door(RegisterFile.file_id)  # a piece is opened from its line, by those who see the line
pages.router.routes[:0] = [*own_pages.router.routes, *sealed.router.routes]

ROOM = Room(
    "registers",
    pages=pages.router,
    menu=(
        MenuEntry(
            N_("Registres"),
            "/qualite/registres",
            "clipboard-list",
            lambda actor: bool(policies.may_open_registers(actor)),
            group="quality",
            order=3,
        ),
    ),
)
