"""What is kept of a figure the day it is published, and how it differs from what is counted today. Pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from app.quality.measures.rules import Figure

OLD_AFTER = timedelta(days=365)  # a publication is expected to be made again every year
LONGEST_NOTE = 1_000
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the public reads it: words and numbers of that day. Too few people: no number is kept at all."""

    name: str
    title: str
    unit: str
    family: str
    value: float | None
    numerator: float | None
    denominator: float | None
    numerator_says: str
    denominator_says: str
    formula: str
    since: str  # first day of the version of the formula
    cohort: str
    start: str
    end: str
    people: int | None
    asked: int | None
    answered: int | None
    source: str
    note: str
    small: bool
    small_group: int

    @property
    def first(self) -> date:
        return date.fromisoformat(self.start)

    @property
    def last(self) -> date:
        return date.fromisoformat(self.end)

    @property
    def response_rate(self) -> float | None:
        return 100 * self.answered / self.asked if self.asked and self.answered is not None else None


def freeze(figure: Figure, family: str, source: str) -> Shown:
    small = figure.is_small
    return Shown(
        name=figure.name,
        title=figure.title,
        unit=figure.unit,
        family=family,
        value=None if small else _short(figure.value),
        numerator=None if small else _short(figure.numerator),
        denominator=None if small else _short(figure.denominator),
        numerator_says=figure.numerator_says,
        denominator_says=figure.denominator_says,
        formula=figure.formula,
        since=figure.since.isoformat() if figure.since else "",
        cohort=figure.cohort,
        start=figure.start.isoformat(),
        end=figure.end.isoformat(),
        people=None if small else figure.people,
        asked=None if small else figure.asked,
        answered=None if small else figure.answered,
        source=source,
        note=figure.note,
        small=small,
        small_group=figure.small_group,
    )


def kept(shown: Iterable[Shown]) -> list[dict[str, Any]]:
    return [asdict(each) for each in shown]


def read_back(figures: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """A publication is read with what it holds: a field added since is empty."""
    known = {field.name for field in fields(Shown)}
    return [
        Shown(**{name: each.get(name) for name in known})  # type: ignore[arg-type]
        for each in figures
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is counted otherwise today; `before` or `after` None: it was not there."""

    title: str
    before: Shown | None
    after: Shown | None


def differences(before: Sequence[Shown], after: Sequence[Shown]) -> list[Difference]:
    then, now = ({(each.name, each.start): each for each in side} for side in (before, after))
    found = []
    for key in [*then, *(key for key in now if key not in then)]:
        old, new = then.get(key), now.get(key)
        if _numbers(old) != _numbers(new):
            found.append(Difference((new or old).title, old, new))  # type: ignore[union-attr]
    return found


def is_old(published_at: datetime, now: datetime) -> bool:
    return now - published_at > OLD_AFTER


def last_year(today: date) -> tuple[date, date]:
    """The last whole calendar year: what is proposed for a publication."""
    return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)


def _numbers(shown: Shown | None) -> tuple[Any, ...] | None:
    return None if shown is None else (shown.value, shown.numerator, shown.denominator, shown.small)


def _short(value: float | None) -> float | None:
    return None if value is None else round(float(value), 2)
