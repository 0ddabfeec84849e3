"""The personal plan: when each activity falls, and the occurrence each group session is booked into. Pure.

Decision 0024 says the algorithm in words, so that anyone can do it again by hand.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.enrolments.availability import LEAST, MOST
from app.planning.days import FURTHEST, Days, NoDayLeft, monday

_WEEK = timedelta(days=7)
LONGEST_SPREAD = 60  # weeks over which one activity may be spread


@dataclass(frozen=True, slots=True)
class Piece:
    """An activity, as far as dates go. `meets`: a group session, which falls on an occurrence."""

    id: str
    minutes: int
    meets: bool = False
    after: tuple[str, ...] = ()  # what the course asks to have done before
    from_day: int = 0  # the open day of the path on which it opens


@dataclass(frozen=True, slots=True)
class Part:
    """A sequence."""

    id: str
    opens_on_day: int
    due_on_day: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Step:
    starts_on: date
    due_on: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A coming group session that the person could come to: its place suits them."""

    id: str
    activity_id: str
    day: date
    starts_at: datetime
    ends_at: datetime
    free: bool

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Seat:
    """A session where the person has a seat, or waits for one. Those of no activity of the course count as busy time."""

    id: str
    activity_id: str | None
    day: date
    starts_at: datetime
    ends_at: datetime
    waiting: bool = False

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


@dataclass(frozen=True)
class Situation:
    """All that a plan is drawn from."""

    parts: tuple[Part, ...]  # in the order of the course, what is left out of the person's plan left out
    days: Days
    since: date  # what is not kept is planned from that day on
    kept: Mapping[str, Step] = field(default_factory=dict)  # done, or not to be moved: they stay where they are
    seats: tuple[Seat, ...] = ()
    offers: Mapping[str, Sequence[Occurrence]] = field(default_factory=dict)  # of each activity, by date
    floors: Mapping[str, date] = field(default_factory=dict)  # activity → not before that day

    @property
    def pace(self) -> int | None:
        return self.days.means.weekly_minutes


@dataclass(frozen=True)
class Plan:
    steps: dict[str, Step]
    parts: dict[str, tuple[date, date]]
    taken: tuple[Seat, ...]  # what is to be booked, seats and waiting lists
    undated: frozenset[str]  # group sessions that no occurrence has a date for: the step says about when
    works_until: date | None  # the last day of what is done alone

    @property
    def ends_on(self) -> date | None:
        spans = (due for _starts, due in self.parts.values())
        return max((*spans, *(step.due_on for step in self.steps.values())), default=None)


def draw(situation: Situation) -> Plan:
    """The plan of one person. Drawing again from its own result changes nothing."""
    until = situation.days.means.until
    if until is not None:
        return _spread_until(situation, until)
    if situation.pace is not None:
        return _Paced(situation, situation.pace).plan()
    return _Rhythm(situation).plan()


def _spread_until(situation: Situation, until: date) -> Plan:
    """At the slowest weekly pace that still ends by the day agreed, never above what the person gives."""
    low, high = LEAST, situation.pace or MOST
    best = _Paced(situation, high).plan()
    if best.works_until is None or best.works_until > until:
        return best  # it cannot end by then: as fast as the person can
    while low < high:
        middle = (low + high) // 2
        found = _Paced(situation, middle).plan()
        if found.works_until is not None and found.works_until <= until:
            best, high = found, middle
        else:
            low = middle + 1
    return best


class _Drawing(ABC):
    """What both ways share: what is kept, the seats held, the occurrences chosen."""

    def __init__(self, situation: Situation) -> None:
        self.situation, self.days = situation, situation.days
        self.steps: dict[str, Step] = dict(situation.kept)
        self.taken: list[Seat] = []
        self.undated: set[str] = set()
        self.held = {seat.activity_id: seat for seat in situation.seats if seat.activity_id}
        self.since = max(situation.since, situation.days.entry)

    def meets(self, piece: Piece, reached: date) -> bool:
        """Whether a session has its day: the seat held, else the next occurrence with a seat, else a waiting list."""
        seat = self.held.get(piece.id)
        if seat is None:
            if not piece.meets:
                return False
            suits = [
                one for one in self.situation.offers.get(piece.id, ()) if one.day >= reached and self.suits(one, piece)
            ]
            chosen = next((one for one in suits if one.free), suits[0] if suits else None)
            if chosen is None:
                self.undated.add(piece.id)
                return False
            seat = Seat(chosen.id, piece.id, chosen.day, chosen.starts_at, chosen.ends_at, waiting=not chosen.free)
            self.taken.append(seat)
        self.steps[piece.id] = Step(seat.day, seat.day, piece.minutes)
        return True

    def suits(self, one: Occurrence, piece: Piece) -> bool:
        """On a day that is possible, and at no time where the person is somewhere else."""
        return self.days.possible(one.day) and not any(
            one.starts_at < other.ends_at and other.starts_at < one.ends_at
            for other in (*self.situation.seats, *self.taken)
        )

    def earliest(self, piece: Piece) -> date:
        """Not before what the course asks to come first, nor before the day it says."""
        days = [self.steps[one].due_on for one in piece.after if one in self.steps]
        if piece.id in self.situation.floors:
            days.append(self.situation.floors[piece.id])
        if piece.from_day:
            days.append(self.days.calendar.day(piece.from_day))
        return max(days, default=self.since)

    @abstractmethod
    def plan(self) -> Plan:
        """Days for all that is not settled yet."""

    def done(self, parts: dict[str, tuple[date, date]]) -> Plan:
        known = {piece.id: piece for part in self.situation.parts for piece in part.pieces}
        steps = {key: step for key, step in self.steps.items() if key in known}
        last = max((step.due_on for key, step in steps.items() if not known[key].meets), default=None)
        return Plan(steps, parts, tuple(self.taken), frozenset(self.undated), last)

    def span(self, part: Part, *days: date) -> tuple[date, date] | None:
        """From the first day of a sequence to its last; a session to come does not make the rest of it due later."""
        steps = [self.steps[piece.id] for piece in part.pieces if piece.id in self.steps]
        alone = [self.steps[one.id] for one in part.pieces if one.id in self.steps and not one.meets] or steps
        if not steps and not days:
            return None
        starts = min((*days, *(step.starts_on for step in steps)))
        return starts, max((*days, *(step.due_on for step in alone)))


# --- In the rhythm of the course ------------------------------------------------------------------------------


class _Rhythm(_Drawing):
    """Each sequence between its own days of the path, its activities spread by their minutes.

    When none of these days is left, the next possible ones are taken, as many as the sequence lasts.
    """

    def plan(self) -> Plan:
        parts = {}
        for part in self.situation.parts:
            opens, due = self.days.calendar.day(part.opens_on_day), self.days.calendar.day(part.due_on_day)
            own = self.days.between(opens, due)
            window = self.days.between(max(opens, self.since), due) or self.days.some(
                max(opens, self.since), part.due_on_day - part.opens_on_day + 1
            )
            self._spread(part, window)
            over = all(piece.id in self.situation.kept for piece in part.pieces)
            bounds = own if own and (over or window[-1] == own[-1]) else window
            if (span := self.span(part, bounds[0], bounds[-1])) is not None:
                parts[part.id] = span
        return self.done(parts)

    def _spread(self, part: Part, window: list[date]) -> None:
        late = self.since > self.days.calendar.day(part.opens_on_day)  # begun: what remains shares what is left
        shared = [one for one in part.pieces if not (late and one.id in self.situation.kept)]
        total = sum(_weight(one) for one in shared) or 1
        before, least = 0, window[0]
        for piece in shared:
            start = len(window) * before // total
            before += _weight(piece)
            end = max(start, -(-len(window) * before // total) - 1)
            if piece.id in self.situation.kept:
                continue
            starts_on = max(window[start], least, self.earliest(piece))
            if self.meets(piece, starts_on):
                continue
            starts_on = self.days.open(starts_on)
            self.steps[piece.id] = Step(starts_on, max(starts_on, window[end]), piece.minutes)
            least = starts_on


def _weight(piece: Piece) -> int:
    return max(1, piece.minutes)


# --- With so many minutes in a week ---------------------------------------------------------------------------


class _Paced(_Drawing):
    """Week after week in the order of the course, never more in one than the person gives, sessions included.

    An activity stays inside one week, so that however its minutes are shared between its days the week holds them. One
    that is longer than a whole week is spread over as many weeks as it takes.
    """

    def __init__(self, situation: Situation, weekly: int) -> None:
        super().__init__(situation)
        self.weekly = weekly
        self.used: dict[date, int] = defaultdict(int)  # Monday → minutes planned in that week
        self.offset: dict[date, int] = defaultdict(int)  # Monday → minutes of it that what is done alone has filled
        self.cursor = self.since
        pieces = {piece.id: piece for part in situation.parts for piece in part.pieces}
        for key, step in situation.kept.items():
            if key not in self.held:
                self.used[monday(step.due_on)] += step.minutes
        for seat in situation.seats:
            known = pieces.get(seat.activity_id or "")
            self._count(seat, known.minutes if known else 0)

    def plan(self) -> Plan:
        parts: dict[str, tuple[date, date]] = {}
        for part in self.situation.parts:
            opens = max(self.since, self.days.calendar.day(part.opens_on_day))
            for piece in part.pieces:
                if piece.id in self.situation.kept:
                    continue
                reached = max(self.cursor, opens, self.earliest(piece))
                if self.meets(piece, reached):
                    seat = self.taken[-1] if piece.id not in self.held else None
                    if seat is not None:
                        self._count(seat, piece.minutes)
                else:
                    self._place(piece, reached)
            if (span := self.span(part)) is not None:
                parts[part.id] = span
        return self.done(parts)

    def suits(self, one: Occurrence, piece: Piece) -> bool:
        """In a week that still has room for it; a session longer than a whole week has one for itself."""
        if not super().suits(one, piece):
            return False
        used, minutes = self.used[monday(one.day)], max(one.minutes, piece.minutes)
        return not used if minutes > self.weekly else used + minutes <= self.weekly

    def _count(self, seat: Seat, minutes: int) -> None:
        self.used[monday(seat.day)] += max(minutes, seat.minutes)

    def _place(self, piece: Piece, reached: date) -> None:
        minutes = piece.minutes
        if minutes > self.weekly:
            self._spread(piece, reached)
            return
        for week in _weeks(monday(reached)):
            days = self._days(week)
            if not days or days[-1] < reached or self.used[week] + minutes > self.weekly:
                continue
            first = next(index for index, day in enumerate(days) if day >= reached)
            at = max(self.offset[week], -(-first * self.weekly // len(days)))
            start = min(max(first, at * len(days) // self.weekly), len(days) - 1)
            end = min(max(start, -(-(at + minutes) * len(days) // self.weekly) - 1), len(days) - 1)
            self.used[week] += minutes
            self.offset[week] = at + minutes
            self.steps[piece.id] = Step(days[start], days[end], minutes)
            self.cursor = max(self.cursor, days[min(len(days) - 1, (at + minutes) * len(days) // self.weekly)])
            return

    def _spread(self, piece: Piece, reached: date) -> None:
        """Over whole weeks in a row, evenly between their days, from the first where that leaves each within its bounds."""
        for week in _weeks(monday(reached)):
            days: list[date] = []
            if self.used[week] or (self._days(week) or [reached])[0] < reached:
                continue  # it begins in a week of its own
            for turn in range(LONGEST_SPREAD):
                days += self._days(week + turn * _WEEK)
                loads = _loads(piece.minutes, days)
                if days and all(self.used[one] + load <= self.weekly for one, load in loads.items()):
                    for one, load in loads.items():
                        self.used[one] += load
                        self.offset[one] = max(self.offset[one], load)
                    self.steps[piece.id] = Step(days[0], days[-1], piece.minutes)
                    self.cursor = max(self.cursor, days[-1])
                    return

    def _days(self, week: date) -> list[date]:
        first = max(week, self.since)
        return self.days.between(first, week + timedelta(days=4))


def _weeks(week: date) -> Iterator[date]:
    for _turn in range(FURTHEST // 7):
        yield week
        week += _WEEK
    raise NoDayLeft()


def _loads(minutes: int, days: list[date]) -> dict[date, int]:
    """Minutes in each week when they are shared evenly between the days, rounded up."""
    counts: dict[date, int] = defaultdict(int)
    for day in days:
        counts[monday(day)] += 1
    return {week: -(-minutes * count // len(days)) for week, count in counts.items()}
