"""What hours are counted by, and the slices of time they are shown in. Pure functions."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core import clock
from app.core.i18n import N_
from app.core.periods import EARLIEST, LATEST, Period

WHOLE = Period(EARLIEST, LATEST)  # since the start, and until the end
LONGEST_BY_WEEK = 26 * 7  # days; a longer period is drawn by month

PLANNED, DONE = "planned", "done"
SIDES = {PLANNED: N_("Prévu"), DONE: N_("Fait")}

# mark → its name, and the column and value that make it. Each pair is the whole, cut in two.
PAIRS: tuple[tuple[str, str], ...] = (
    ("on_site", "remote"),
    ("synchronous", "asynchronous"),
    ("collective", "individual"),
    ("training", "accompaniment"),
    ("guided", "self_study"),
)
TOTAL = "total"
MARKS: dict[str, str] = {
    TOTAL: N_("En tout"),
    "on_site": N_("Sur place"),
    "remote": N_("À distance"),
    "synchronous": N_("En direct"),
    "asynchronous": N_("En différé"),
    "collective": N_("En groupe"),
    "individual": N_("Individuel"),
    "training": N_("Formation"),
    "accompaniment": N_("Accompagnement"),
    "guided": N_("Avec l'équipe"),
    "self_study": N_("En autonomie"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Minutes, whole and by mark. One of each pair is summed, the other is the rest: pairs always add up."""

    total: int = 0
    on_site: int = 0
    synchronous: int = 0
    individual: int = 0
    accompaniment: int = 0
    self_study: int = 0

    @property
    def remote(self) -> int:
        return self.total - self.on_site

    @property
    def asynchronous(self) -> int:
        return self.total - self.synchronous

    @property
    def collective(self) -> int:
        return self.total - self.individual

    @property
    def training(self) -> int:
        return self.total - self.accompaniment

    @property
    def guided(self) -> int:
        return self.total - self.self_study

    def of(self, mark: str) -> int:
        return int(getattr(self, mark))

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def as_dict(self) -> dict[str, int]:
        return {mark: self.of(mark) for mark in MARKS}


NOTHING = Figures()


def total_of(parts: Iterable[Figures]) -> Figures:
    return sum(parts, NOTHING)


class Side(StrEnum):
    PLANNED = PLANNED
    DONE = DONE


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: planned or done, whole or of one mark."""

    side: str
    mark: str = TOTAL


@dataclass(frozen=True, slots=True)
class Slice:
    """A week or a month of a period, cut where the period is."""

    period: Period
    planned: Figures
    done: Figures


@dataclass(frozen=True, slots=True)
class Hours:
    """What was planned and what was done in a period; the slices add up to the whole."""

    planned: Figures
    done: Figures
    slices: tuple[Slice, ...]
    by_week: bool

    def of(self, cell: Cell) -> int:
        return (self.planned if cell.side == PLANNED else self.done).of(cell.mark)


# --- Weeks and months -----------------------------------------------------------------------------------------


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> Period:
    """Monday to Sunday, in Paris."""
    start = monday(day)
    return Period(start, start + timedelta(days=6))


def month_of(day: date) -> Period:
    start = day.replace(day=1)
    return Period(start, _next_month(start) - timedelta(days=1))


def quarter_of(day: date) -> Period:
    start = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    last = start
    for _month in range(3):
        last = _next_month(last)
    return Period(start, last - timedelta(days=1))


def _next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def weeks_in(period: Period) -> list[Period]:
    """The whole weeks that a period touches."""
    found, day = [], monday(period.start)
    while day <= period.end:
        found.append(week_of(day))
        day += timedelta(days=7)
    return found


def slices_of(period: Period) -> list[Period]:
    """The weeks of a period, or its months when it is long; the first and the last are cut with it."""
    by_week = goes_by_week(period)
    found, day = [], period.start
    while day <= period.end:
        whole = week_of(day) if by_week else month_of(day)
        found.append(Period(day, min(whole.end, period.end)))
        day = whole.end + timedelta(days=1)
    return found


def goes_by_week(period: Period) -> bool:
    return (period.end - period.start).days < LONGEST_BY_WEEK


def instants(periods: Iterable[Period]) -> list[datetime]:
    """The first instant of each."""
    return [clock.paris(period.start, 0) for period in periods]
