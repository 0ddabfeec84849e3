"""When people are written to, and where."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from app.core.clock import local, paris
from app.enrolments.rules import is_address

NOWHERE = (".invalid", ".localhost")  # RFC 2606: what stands in for an address that is not there


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is disturbed, over midnight or not. From a time until the same time: none."""

    begins: time
    ends: time

    def holds(self, moment: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


NIGHT = Quiet(time(21), time(7))  # until an organisation says otherwise


def is_usable(address: str) -> bool:
    """Whether mail can be sent there."""
    return is_address(address) and not address.endswith(NOWHERE)


def quiet_until(moment: datetime, house: Quiet = NIGHT, own: Quiet | None = None) -> datetime:
    """That moment, or the end of the quiet hours that it falls in: a person's own, or those of the organisation."""
    quiet, said = own or house, local(moment)
    if not quiet.holds(said.time()):
        return moment
    day = said.date() if said.time() < quiet.ends else said.date() + timedelta(days=1)
    return paris(day, quiet.ends.hour, quiet.ends.minute)


def minutes_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def time_of(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def quiet_of(begins: int | None, ends: int | None) -> Quiet | None:
    """Quiet hours as they are kept: minutes after midnight, or nothing."""
    return None if begins is None or ends is None else Quiet(time_of(begins), time_of(ends))
