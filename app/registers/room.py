from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.i18n import N_
from app.core.room import MenuEntry, Room
from app.files.queries import plug_keeper
from app.registers import own_pages, pages, policies, queries
from app.registers import reminding as reminding  # it sets its clock by being read
from app.registers.sealed import pages as sealed


def _opens_its_own_door(session: Session, actor: Actor, file_id: str) -> bool | None:
    """A piece of a register is opened from its line, by those who see the line."""
    return False if queries.is_register_file(session, file_id) else None


plug_keeper(_opens_its_own_door)
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
            order=6,
        ),
    ),
)
