"""A figure and what it is made of. No session, no web; only arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.i18n import _
from app.core.periods import Period
from app.quality.measures.catalogue import Measure, Version


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of a figure that has several: a reason, a competence."""

    label: str
    value: float | None
    numerator: float
    denominator: float | None = None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the rows of a measure add up to. `people` are those counted; `left_out` rows are not."""

    part: float = 0.0
    whole: float = 0.0
    rows: int = 0
    people: int = 0
    left_out: int = 0
    asked: int = 0  # of a survey: how many were asked, or should have been
    answered: int = 0


NOTHING = Sums()
COUNTS = ("people", "hours")  # sums, that are true of one person too


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` None: nothing to divide by in these days, or a measure that does not apply; `note` says which."""

    name: str
    title: str
    value: float | None
    unit: str
    numerator: float
    denominator: float | None
    formula: str
    start: date
    end: date
    note: str
    indicators: tuple[int, ...]
    details: tuple[Detail, ...] = ()
    numerator_says: str = ""
    denominator_says: str = ""
    cohort: str = ""  # who is counted, in words
    people: int = 0  # counted
    left_out: int = 0  # rows that are not counted, each with its reason
    asked: int | None = None  # of a survey
    answered: int | None = None
    since: date | None = None  # the version of the formula
    small_group: int = 0
    straddles: bool = False  # the period asked for meets another version too

    @property
    def is_small(self) -> bool:
        """Too few people for a rate to mean much, or to be published without pointing at somebody."""
        return self.unit not in COUNTS and self.value is not None and self.people < self.small_group

    @property
    def response_rate(self) -> float | None:
        return 100 * self.answered / self.asked if self.asked and self.answered is not None else None


def figure(
    measure: Measure, version: Version, days: Period, sums: Sums, details: Iterable[Detail], cohort: str, asked: Period
) -> Figure:
    """A measure made of its sums, in words and numbers."""
    value, numerator, denominator = _value(measure.unit, sums)
    if version.not_applicable:
        value, numerator, denominator = None, 0.0, 0.0
    found = Figure(
        name=measure.code,
        title=_(measure.title),
        value=value,
        unit=measure.unit,
        numerator=numerator,
        denominator=denominator,
        formula=_(version.formula) % dict(version.settings),
        start=days.start,
        end=days.end,
        note="",
        indicators=measure.indicators,
        details=tuple(details),
        numerator_says=_(version.numerator),
        denominator_says=_(version.denominator) if version.denominator else "",
        cohort=_(cohort),
        people=sums.people,
        left_out=sums.left_out,
        asked=sums.asked if measure.survey else None,
        answered=sums.answered if measure.survey else None,
        since=version.since,
        small_group=version.small_group,
        straddles=days != asked,
    )
    note = _note(found, measure, version)
    return Figure(**{**{name: getattr(found, name) for name in Figure.__slots__}, "note": note})


def detail(unit: str, label: str, sums: Sums) -> Detail:
    value, numerator, denominator = _value(unit, sums)
    return Detail(label, value, numerator, denominator)


def _value(unit: str, sums: Sums) -> tuple[float | None, float, float | None]:
    if unit == "people":
        return sums.part, sums.part, None
    if unit == "hours":
        return sums.part / 60, sums.part, 60
    if not sums.whole:
        return None, sums.part, sums.whole
    if unit == "percent":
        return 100 * sums.part / sums.whole, sums.part, sums.whole
    return sums.part / sums.whole, sums.part, sums.whole


def _note(found: Figure, measure: Measure, version: Version) -> str:
    if version.not_applicable:
        return _(version.not_applicable)
    if found.value is None:
        return _(measure.unknown if found.left_out and measure.unknown else measure.none)
    return _("effectif trop faible") if found.is_small else ""
