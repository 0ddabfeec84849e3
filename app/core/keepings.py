"""What the house keeps outside its tables, or sends away: declared where it is made, read back by the registers.

    VISITOR = keeps(Where.COOKIE, "bidaide_visite", N_("…"), until=N_("…"))          the name is given back
    keeps(Where.LEAVING, "mail", N_("…"), until=N_("…"), to="smtp_url", data=…)      `to`: the setting that says where

A cookie set, a key kept by the browser or a server written to without its line here fails a test.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.core.privacy import PersonalData


class Where(StrEnum):
    COOKIE = "cookie"
    DEVICE = "device"  # the browser's own store: localStorage, sessionStorage, what is pushed to it
    LOG = "log"
    FILE = "file"
    TRAIL = "trail"
    LEAVING = "leaving"  # handed to somebody else's server


@dataclass(frozen=True, slots=True)
class Keeping:
    """`data`: what it is for when it says something of a person; None when it says nothing of anybody."""

    where: Where
    name: str
    what: str
    until: str
    data: PersonalData | None
    to: tuple[str, ...]  # settings whose value names the server; any of them given: it is in use


_known: dict[tuple[Where, str], Keeping] = {}


def keeps(
    where: Where, name: str, what: str, *, until: str, data: PersonalData | None = None, to: str | tuple[str, ...] = ()
) -> str:
    """Declare it; its name. `what` and `until` are marked for translation (N_) and translated when they are shown."""
    _known[where, name] = Keeping(where, name, what, until, data, (to,) if isinstance(to, str) else to)
    return name


def keepings(*where: Where) -> list[Keeping]:
    """What is declared, in a stable order."""
    return sorted(
        (one for one in _known.values() if not where or one.where in where), key=lambda one: (one.where, one.name)
    )
