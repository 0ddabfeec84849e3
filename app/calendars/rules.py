"""What an agenda shows of a period, and how sessions share a day: pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.core.clock import local, paris

FURTHEST = timedelta(days=731)
FIRST_HOUR, LAST_HOUR = 8, 18  # of the grid, when nothing begins earlier or ends later
MOVED_LATELY = timedelta(days=14)  # so long a moved session says that it was moved
SHORTEST = 2  # quarters of an hour that a box takes at least: a line of text


class View(StrEnum):
    DAY = "jour"
    WEEK = "semaine"
    LIST = "liste"


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last` included, and the day that leads to the one before and the one after."""

    first: date
    last: date
    before: date
    after: date

    @property
    def starts_at(self) -> datetime:
        return paris(self.first, 0)

    @property
    def ends_at(self) -> datetime:
        return paris(self.last + timedelta(days=1), 0)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


LISTED_DAYS = 56


def period(view: View, day: date) -> Period:
    """What a view shows around a day: itself, its week from Monday, or the eight weeks that begin with it."""
    if view is View.DAY:
        return Period(day, day, day - timedelta(days=1), day + timedelta(days=1))
    if view is View.WEEK:
        monday = day - timedelta(days=day.weekday())
        week = timedelta(days=7)
        return Period(monday, monday + timedelta(days=6), monday - week, monday + week)
    span = timedelta(days=LISTED_DAYS)
    return Period(day, day + span - timedelta(days=1), day - span, day + span)


def asked_day(text: str, today: date) -> date:
    """The day written in an address; today when it is none, or too far to mean anything."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs(day - today) <= FURTHEST else today


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a session that falls on one day. Quarters count from midnight of the clock on the wall."""

    meeting: Any
    day: date
    first_quarter: int
    last_quarter: int  # where the next one could begin
    began_before: bool
    goes_on: bool
    lane: int = 0  # 0: alone at its hours, else its place among those side by side

    @property
    def hour(self) -> int:
        return self.first_quarter // 4

    @property
    def quarter(self) -> int:
        return self.first_quarter % 4

    @property
    def end_hour(self) -> int:
        return self.last_quarter // 4

    @property
    def end_quarter(self) -> int:
        return self.last_quarter % 4


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the agenda: its sessions in order, and the activities to finish."""

    day: date
    pieces: tuple[Piece, ...]
    due: tuple[Any, ...]
    lanes: int

    @property
    def is_empty(self) -> bool:
        return not self.pieces and not self.due


def pieces(meeting: Any) -> list[Piece]:
    """A session, day by day: one that spans midnight shows on both."""
    found = []
    starts, ends = local(meeting.starts_at), local(meeting.ends_at)
    last = (ends - timedelta(microseconds=1)).date() if ends > starts else ends.date()
    day = starts.date()
    while day <= last:
        first = (starts.hour * 60 + starts.minute) // 15 if day == starts.date() else 0
        until = -(-(ends.hour * 60 + ends.minute) // 15) if day == ends.date() else 96
        until = max(until, min(first + SHORTEST, 96))
        found.append(Piece(meeting, day, first, until, day > starts.date(), day < last))
        day += timedelta(days=1)
    return found


def side_by_side(of_one_day: Iterable[Piece]) -> tuple[tuple[Piece, ...], int]:
    """Each piece in a lane where nothing else is at its hours, and how many lanes the day needs."""
    ordered = sorted(of_one_day, key=lambda piece: (piece.first_quarter, piece.last_quarter, piece.meeting.id))
    laid: list[Piece] = []
    lanes, together, until = 1, list[Piece](), 0

    def lay() -> None:
        nonlocal lanes
        free: list[int] = []  # for each lane, where it is free again
        placed = []
        for piece in together:
            lane = next((n for n, at in enumerate(free) if at <= piece.first_quarter), len(free))
            free[lane : lane + 1] = [piece.last_quarter]
            placed.append((piece, lane))
        lanes = max(lanes, len(free))
        laid.extend(_in(piece, lane + 1 if len(free) > 1 else 0) for piece, lane in placed)

    for piece in ordered:
        if together and piece.first_quarter >= until:
            lay()
            together = []
            until = 0
        together.append(piece)
        until = max(until, piece.last_quarter)
    lay()
    return tuple(laid), lanes


def _in(piece: Piece, lane: int) -> Piece:
    return Piece(
        piece.meeting, piece.day, piece.first_quarter, piece.last_quarter, piece.began_before, piece.goes_on, lane
    )


def days(span: Period, meetings: Iterable[Any], due: Iterable[Any] = ()) -> list[Day]:
    """Every day of a period, those with nothing too."""
    by_day: dict[date, list[Piece]] = {}
    for meeting in meetings:
        for piece in pieces(meeting):
            by_day.setdefault(piece.day, []).append(piece)
    of_day: dict[date, list[Any]] = {}
    for step in due:
        of_day.setdefault(step.due_on, []).append(step)
    found = []
    for day in span.days:
        laid, lanes = side_by_side(by_day.get(day, ()))
        found.append(Day(day, laid, tuple(of_day.get(day, ())), lanes))
    return found


def hours(found: Iterable[Day]) -> tuple[int, int]:
    """The first and the last hour that a grid of these days must draw."""
    shown = [piece for day in found for piece in day.pieces]
    first = min([FIRST_HOUR, *(piece.hour for piece in shown)])
    last = max([LAST_HOUR, *(-(-piece.last_quarter // 4) for piece in shown)])
    return first, last


def was_moved(meeting: Any, moment: datetime) -> bool:
    """Whether a session was moved so lately that people should be told again."""
    changed = meeting.changed_at
    return bool(meeting.revision and changed and not meeting.cancelled_at and moment - changed < MOVED_LATELY)
