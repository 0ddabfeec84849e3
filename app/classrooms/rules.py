"""When a classroom is open and to whom, and how visits become minutes of a half-day."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol

from app.core.i18n import _
from app.core.settings import Settings
from app.scheduling.rules import Classroom as Kind
from app.scheduling.rules import HalfDay, starts_of

EARLY = timedelta(minutes=10)  # the door opens so long before the session…
EARLY_FOR_TEAM = timedelta(minutes=30)  # …earlier for those who prepare it…
LATE = timedelta(minutes=15)  # …and closes so long after its end
ENDED = timedelta(minutes=30)  # after the end: whoever is still there is let go, and presence is drawn up
RECORDED = timedelta(days=1)  # how long recordings are looked for after that…
RECORDED_EVERY = timedelta(minutes=15)  # …and how often
SHARE = 0.5  # of a half-day that somebody must have been connected to be proposed as present
UNSEEN = timedelta(minutes=15)  # a silence of the server that does not send home those who are there after it
WORRYING = 3  # failures in a row after which people are told what else to do


__all__ = ["Kind"]


class State(StrEnum):
    NONE = "none"  # no classroom
    CANCELLED = "cancelled"
    LATER = "later"
    OPEN = "open"
    OVER = "over"


class Meeting(Protocol):
    """What is read of a session to know its door: any row that has it."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def place(self) -> str: ...
    @property
    def classroom(self) -> str: ...
    @property
    def link(self) -> str: ...
    @property
    def cancelled_at(self) -> datetime | None: ...


class Door(NamedTuple):
    kind: str
    state: State
    opens_at: datetime
    closes_at: datetime


class Visit(NamedTuple):
    came_at: datetime
    left_at: datetime


def kind_of(meeting: Meeting) -> str:
    """Which classroom a session has; a session that only has an address is held at that address."""
    if meeting.place == "on_site":
        return ""
    return meeting.classroom or (Kind.LINK.value if meeting.link else "")


def door(meeting: Meeting, moment: datetime, moderates: bool = False) -> Door:
    """Whether the classroom of a session can be entered, and between which moments."""
    kind = kind_of(meeting)
    opens_at = meeting.starts_at - (EARLY_FOR_TEAM if moderates else EARLY)
    closes_at = meeting.ends_at + LATE
    if not kind:
        state = State.NONE
    elif meeting.cancelled_at is not None:
        state = State.CANCELLED
    elif moment < opens_at:
        state = State.LATER
    else:
        state = State.OPEN if moment < closes_at else State.OVER
    return Door(kind, state, opens_at, closes_at)


def choices(settings: Settings) -> list[tuple[str, str]]:
    """What a session held at a distance can be given, as a form offers it: only what works here."""
    found = [("", _("À choisir plus tard"))]
    if settings.bbb_url:
        found.append((Kind.BBB.value, _("Classe BigBlueButton de l'organisme")))
    if settings.jitsi_url:
        found.append((Kind.JITSI.value, _("Salle Jitsi")))
    return [*found, (Kind.LINK.value, _("Un autre lien, écrit ci-dessous"))]


# --- Presence -------------------------------------------------------------------------------------------------


def merged(visits: Iterable[Visit]) -> list[Visit]:
    """The time spent, once each: two devices, or two accounts of the same moment, are one presence."""
    found: list[Visit] = []
    for visit in sorted(visits):
        if found and visit.came_at <= found[-1].left_at:
            if visit.left_at > found[-1].left_at:
                found[-1] = Visit(found[-1].came_at, visit.left_at)
        elif visit.left_at >= visit.came_at:
            found.append(visit)
    return found


def minutes_between(visits: Iterable[Visit], start: datetime, end: datetime) -> int:
    """Whole minutes spent between two moments."""
    spent = timedelta()
    for visit in merged(visits):
        spent += max(min(visit.left_at, end) - max(visit.came_at, start), timedelta())
    return int(spent.total_seconds()) // 60


def connected(visits: Sequence[Visit], part: HalfDay, starts_at: datetime) -> int:
    """Minutes spent in a half-day of the session that begins at `starts_at`."""
    start = starts_of(part, starts_at)
    return minutes_between(visits, start, start + timedelta(minutes=part.minutes))


def is_enough(minutes: int, part: HalfDay) -> bool:
    """Connected long enough for presence to be proposed."""
    return minutes > 0 and minutes >= part.minutes * SHARE


def goes_on(left_at: datetime, looked_at: datetime | None, moment: datetime) -> bool:
    """Whether somebody seen until `left_at`, and seen now, never left: nobody looked in between, or looked and saw them.

    `looked_at` is the last time that the server said who is there.
    """
    return looked_at is not None and left_at >= looked_at and moment - left_at <= UNSEEN
