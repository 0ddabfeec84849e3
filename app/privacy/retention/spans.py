"""Lengths of time as the rules write them, and what they give on a calendar. Pure functions."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.i18n import _


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """« 12 months », « 7 days » or nothing: never both. Ordered by what it is worth on average."""

    days_about: float
    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        return bool(self.months or self.days)

    def after(self, day: date) -> date:
        return add_months(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        return add_months(day, -self.months) - timedelta(days=self.days)

    def __str__(self) -> str:
        """As a person says it: « 6 ans », « 18 mois », « 7 jours »."""
        if self.days:
            return _("%(n)s jours") % {"n": self.days} if self.days > 1 else _("1 jour")
        if not self.months:
            return _("aucun temps")
        if self.months % 12 == 0:
            years = self.months // 12
            return _("%(n)s ans") % {"n": years} if years > 1 else _("1 an")
        return _("%(n)s mois") % {"n": self.months}


def months(n: int) -> Span:
    return Span(n * 30.4375, months=n)


def days(n: int) -> Span:
    return Span(float(n), days=n)


NOTHING = months(0)


def add_months(day: date, n: int) -> date:
    """The same day so many months later, or the last of that month: a year after 29 February is 28 February."""
    count = day.year * 12 + day.month - 1 + n
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_of_year(day: date) -> date:
    return date(day.year, 12, 31)


def read(text: Any) -> Span:
    """What a file says. Raises ValueError for anything else than « 12 months », « 7 days » and « none »."""
    if text == "none":
        return NOTHING
    number, _space, unit = str(text).partition(" ")
    if not number.isdecimal() or unit not in ("months", "days") or not 0 < int(number) <= 1200:
        raise ValueError(f"{text!r} is not a span")
    return months(int(number)) if unit == "months" else days(int(number))
