"""What the figures of activities mean. Pure: counts in, figures out. The formulas are told in docs/figures.md."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.courses.outline import Activity, Outline

TOO_FEW = 3  # people: under this, a figure would speak of somebody
RANK = 10_000  # a place in the path as one number: the sequence's position times this, plus the activity's
FINISHED = 1_000_000_000  # the place of whoever has finished: past everything
NOWHERE = -1  # the place of whoever has begun nothing


class Fact(NamedTuple):
    """One line of what is counted of a course; what `word`, `value` and `other` hold depends on `what`.

    state: people by state · furthest: people by how far they are (`value`), and were before the period (`other`) ·
    back: people who came back to something they had passed before the period · felt: remarks by felt time, minutes
    (`value`) and estimate shown (`other`) · words: remarks with words, new or seen · quiz: tries, people and average ·
    read: works by what was said of them and hours until then · worked: people read, people sent back (`value`) ·
    presence: half-days noted, people and half-days attended (`value`).
    """

    what: str
    activity_id: str | None
    word: str | None
    value: float | None
    other: float | None
    n: int
    people: int | None


@dataclass(frozen=True, slots=True)
class Reached:
    """People whose path came to the activity (begun) or went past it (skipped)."""

    opened: int = 0
    waiting: int = 0
    sent_back: int = 0
    done: int = 0
    skipped: int = 0

    @property
    def begun(self) -> int:
        return self.opened + self.waiting + self.sent_back + self.done

    @property
    def passed(self) -> int:
        return self.begun + self.skipped

    @property
    def done_rate(self) -> float | None:
        """Done over passed; None when too few passed."""
        return share(self.done, self.passed)


@dataclass(frozen=True, slots=True)
class Felt:
    """What people say of the time: against the estimate of today; `earlier` is said of another estimate."""

    less: int = 0
    same: int = 0
    more: int = 0
    earlier: int = 0
    timed: int = 0  # people who gave minutes
    minutes: float | None = None  # the median of these minutes; None when too few gave some

    @property
    def said(self) -> int:
        return self.less + self.same + self.more

    @property
    def enough(self) -> bool:
        return self.said >= TOO_FEW


@dataclass(frozen=True, slots=True)
class Quiz:
    """`average`: mean of all graded tries, from 0 to 1; None when too few people tried."""

    tries: int
    people: int
    average: float | None


@dataclass(frozen=True, slots=True)
class Works:
    """Works read by the team: people read, people sent back at least once, median days until read."""

    read: int
    people: int
    sent_back: int
    days: float | None

    @property
    def sent_back_rate(self) -> float | None:
        return share(self.sent_back, self.people)


@dataclass(frozen=True, slots=True)
class Presence:
    """Half-days of the sessions of the activity: noted, and attended."""

    noted: int
    attended: int
    people: int

    @property
    def rate(self) -> float | None:
        """Attended over noted; None when too few people had one noted."""
        return self.attended / self.noted if self.people >= TOO_FEW and self.noted else None


@dataclass(frozen=True, slots=True)
class ActivityFigures:
    """How one activity did. What its kind does not have is None."""

    activity_id: str
    kind: str
    planned: int
    reached: Reached = field(default_factory=Reached)
    felt: Felt = field(default_factory=Felt)
    remarks: int = 0  # with words
    unseen: int = 0
    quiz: Quiz | None = None
    works: Works | None = None
    presence: Presence | None = None


def share(part: int, whole: int) -> float | None:
    """A share from 0 to 1; None when it would speak of too few people."""
    return part / whole if whole >= TOO_FEW else None


def median(counts: Mapping[float, int]) -> float | None:
    """The median of values given with how often each occurs; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2  # the two middle places, the same one when the number is odd
    seen, found = 0, []
    for value in sorted(counts):
        before, seen = seen, seen + counts[value]
        found += [value for place in (low, high) if before <= place < seen]
    return sum(found) / 2


def rank(sequence_position: int, activity_position: int) -> int:
    return sequence_position * RANK + activity_position


def figures(outline: Outline, activity_ids: Iterable[str], facts: Sequence[Fact]) -> dict[str, ActivityFigures]:
    """The figures of these activities of a course from everything that was counted of it."""
    by_activity: dict[str, list[Fact]] = {}
    for fact in facts:
        by_activity.setdefault(fact.activity_id or "", []).append(fact)
    moves = [fact for fact in by_activity.get("", ()) if fact.what == "furthest"]
    places = {sequence.id: sequence.position for sequence in outline.sequences}
    found = {}
    for activity_id in activity_ids:
        activity = outline.activities.get(activity_id)
        if activity is not None:
            here = rank(places[activity.sequence_id], activity.position)
            found[activity_id] = _figures(activity, here, by_activity.get(activity_id, []), moves)
    return found


def _figures(activity: Activity, here: int, facts: Sequence[Fact], moves: Sequence[Fact]) -> ActivityFigures:
    def of(what: str) -> list[Fact]:
        return [fact for fact in facts if fact.what == what]

    words = {fact.word: fact.n for fact in of("words")}
    return ActivityFigures(
        activity.id,
        activity.kind,
        activity.minutes,
        _reached(activity, here, facts, moves),
        _felt(activity.minutes, of("felt")),
        sum(words.values()),
        words.get("new", 0),
        _quiz(of("quiz")) if activity.kind == "quiz" else None,
        _works(of("read"), of("worked")) if activity.kind == "assignment" else None,
        _presence(of("presence")) if activity.kind == "session" else None,
    )


def _reached(activity: Activity, here: int, facts: Sequence[Fact], moves: Sequence[Fact]) -> Reached:
    states = {str(fact.word): fact.n for fact in facts if fact.what == "state"}
    begun = Reached(
        states.get("opened", 0), states.get("waiting", 0), states.get("sent_back", 0), states.get("done", 0)
    )
    if activity.kind == "session":  # a session has its day, whatever the path has come to: nobody goes past it
        return begun
    went_past = sum(
        move.n
        for move in moves
        if (NOWHERE if move.other is None else move.other) < here <= (NOWHERE if move.value is None else move.value)
    )
    back = sum(fact.n for fact in facts if fact.what == "back")
    skipped = max(0, went_past - (begun.begun - back))
    return Reached(begun.opened, begun.waiting, begun.sent_back, begun.done, skipped)


def _felt(planned: int, facts: Sequence[Fact]) -> Felt:
    now: Counter[str] = Counter()
    minutes: Counter[float] = Counter()
    earlier = 0
    for fact in facts:
        if fact.word and fact.other == planned:
            now[fact.word] += fact.n
        elif fact.word:
            earlier += fact.n
        if fact.value is not None:
            minutes[fact.value] += fact.n
    timed = minutes.total()
    return Felt(
        now["less"], now["same"], now["more"], earlier, timed, median(minutes) if timed >= TOO_FEW else None
    )  # fmt: skip


def _quiz(facts: Sequence[Fact]) -> Quiz:
    for fact in facts:
        people = fact.people or 0
        return Quiz(fact.n, people, fact.value if people >= TOO_FEW else None)
    return Quiz(0, 0, None)


def _works(read: Sequence[Fact], worked: Sequence[Fact]) -> Works:
    people = sum(fact.n for fact in worked)
    hours: Counter[float] = Counter()
    for fact in read:
        hours[fact.value or 0.0] += fact.n
    middle = median(hours) if people >= TOO_FEW else None
    return Works(
        hours.total(), people, int(sum(fact.value or 0 for fact in worked)), None if middle is None else middle / 24
    )  # fmt: skip


def _presence(facts: Sequence[Fact]) -> Presence:
    for fact in facts:
        return Presence(fact.n, int(fact.value or 0), fact.people or 0)
    return Presence(0, 0, 0)
