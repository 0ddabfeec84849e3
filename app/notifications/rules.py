"""When people are written to, and where."""

from datetime import datetime, time, timedelta

from app.core.clock import local, paris
from app.enrolments.rules import is_address

EVENING, MORNING = time(21), time(7)  # nobody is reminded of anything in between
NOWHERE = (".invalid", ".localhost")  # RFC 2606: what stands in for an address that is not there


def is_usable(address: str) -> bool:
    """Whether mail can be sent there."""
    return is_address(address) and not address.endswith(NOWHERE)


def by_day(moment: datetime) -> datetime:
    """That moment, or the morning after when it falls in the night."""
    said = local(moment)
    if said.time() >= EVENING:
        return paris(said.date() + timedelta(days=1), MORNING.hour)
    if said.time() < MORNING:
        return paris(said.date(), MORNING.hour)
    return moment
