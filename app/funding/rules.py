"""Sharing hours without counting one twice, years that make sense, ages. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from app.core.periods import EARLIEST, LATEST, Period

Key = TypeVar("Key")
LONGEST_YEAR = 24  # months: a first or a moved accounting year may be long
WHOLE = 100


def shared(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """An amount cut in whole parts in proportion to weights; the parts always make the amount.

    What is left by rounding down goes to the largest remainders, in the order given for those that are equal.
    """
    total = sum(weights.values())
    if total <= 0:
        return dict.fromkeys(weights, 0)
    parts = {key: amount * weight // total for key, weight in weights.items()}
    left = amount - sum(parts.values())
    by_remainder = sorted(weights, key=lambda key: -(amount * weights[key] % total))
    for key in by_remainder[:left]:
        parts[key] += 1
    return parts


def whole_hours(minutes: int) -> int:
    """Hours as the form wants them, half an hour rounded up."""
    return (minutes + 30) // 60


def hours_of_lines(minutes: Mapping[Key, int], total: int | None = None) -> dict[Key, int]:
    """Whole hours for each line, that make exactly those of the whole (or the `total` given)."""
    return shared(whole_hours(sum(minutes.values())) if total is None else total, minutes)


def age_on(born_on: date, day: date) -> int:
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def year_problem(year: Period, others: Sequence[Period]) -> str:
    """Why these dates are not those of an accounting year: a key of words.YEAR_PROBLEMS; empty: they are."""
    if not EARLIEST <= year.start <= LATEST or not EARLIEST <= year.end <= LATEST:
        return "far"
    if year.end < year.start:
        return "order"
    if (year.end.year - year.start.year) * 12 + year.end.month - year.start.month >= LONGEST_YEAR:
        return "long"
    if any(year.start <= other.end and other.start <= year.end for other in others):
        return "overlap"
    return ""
