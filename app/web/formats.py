"""Dates, hours and sizes as people say them, in each language."""

from datetime import date, datetime, time
from functools import lru_cache

from babel import Locale

from app.core.clock import local, now, today
from app.core.i18n import locale

_names = {
    code: (
        [Locale(code).days["format"]["wide"][i] for i in range(7)],
        [Locale(code).months["format"]["wide"][i] for i in range(1, 13)],
        [Locale(code).months["format"]["abbreviated"][i] for i in range(1, 13)],
        [Locale(code).days["format"]["abbreviated"][i] for i in range(7)],
    )
    for code in ("fr", "en")
}


def _day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """« jeudi 3 décembre », with the year when it is not this one."""
    if value is None:
        return ""
    return _day_in_words(_day(value), today().year, locale.get())


@lru_cache(maxsize=4096)
def _day_in_words(d: date, this_year: int, language: str) -> str:
    days, months, *_ = _names[language]
    year = f" {d.year}" if d.year != this_year else ""
    return f"{days[d.weekday()]} {_number(d)} {months[d.month - 1]}{year}"


def short_day(value: date | datetime | None) -> str:
    """« 3 déc. »"""
    if value is None:
        return ""
    d = _day(value)
    year = f" {d.year}" if d.year != today().year else ""
    return f"{_number(d)} {_names[locale.get()][2][d.month - 1]}{year}"


def _number(d: date) -> str:
    return "1er" if d.day == 1 and locale.get() == "fr" else str(d.day)


def full_day(value: date | datetime | None) -> str:
    """« 3 décembre 2026 »"""
    if value is None:
        return ""
    d = _day(value)
    return f"{_number(d)} {_names[locale.get()][1][d.month - 1]} {d.year}"


def span(first: date, last: date) -> str:
    """« 23 au 29 novembre 2026 », « 28 décembre 2026 au 3 janvier 2027 », as after "from"."""
    to = "au" if locale.get() == "fr" else "to"
    months, start = _names[locale.get()][1], _number(first)
    if first.year != last.year:
        start = full_day(first)
    elif first.month != last.month:
        start += f" {months[first.month - 1]}"
    return f"{start} {to} {full_day(last)}"


def month(value: date) -> str:
    """« novembre 2026 »"""
    return f"{_names[locale.get()][1][value.month - 1]} {value.year}"


def clock(value: datetime | time) -> str:
    """« 9 h », « 13 h 30 »; "9:00", "13:30" in English. A time alone is already the one on the wall."""
    moment = local(value) if isinstance(value, datetime) else value
    if locale.get() != "fr":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour} h {moment.minute:02}" if moment.minute else f"{moment.hour} h"


def seconds_left(until: datetime) -> int:
    """How long from now, for what counts down; none once it is over."""
    return max(0, int((until - now()).total_seconds()))


def moment(value: datetime | None) -> str:
    """« jeudi 3 décembre à 9 h »"""
    if value is None:
        return ""
    return f"{day(value)} {'à' if locale.get() == 'fr' else 'at'} {clock(value)}"


def ago(value: date | datetime | None) -> str:
    """« aujourd'hui », « hier », « il y a 9 jours »."""
    if value is None:
        return ""
    days = (today() - _day(value)).days
    french = locale.get() == "fr"
    if days <= 0:
        return "aujourd'hui" if french else "today"
    if days == 1:
        return "hier" if french else "yesterday"
    if days < 60:
        return f"il y a {days} jours" if french else f"{days} days ago"
    return ("il y a {} mois" if french else "{} months ago").format(days // 30)


@lru_cache(maxsize=2048)
def hours(minutes: int | float) -> str:
    """« 6 h 20 », « 45 min »: the same in each language."""
    whole = round(minutes)
    h, m = divmod(abs(whole), 60)
    sign = "-" if whole < 0 else ""
    if not h:
        return f"{sign}{m} min"
    return f"{sign}{h} h {m:02}" if m else f"{sign}{h} h"


def about(minutes: int) -> str:
    """« environ 20 min »"""
    return f"{'environ' if locale.get() == 'fr' else 'about'} {hours(minutes)}"


def size(octets: int) -> str:
    unit = "o" if locale.get() == "fr" else "B"
    for prefix, factor in (("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000)):
        if octets >= factor:
            return number(octets / factor, 1 if octets < 10 * factor else 0) + f" {prefix}{unit}"
    return f"{octets} {unit}"


def number(value: float | None, digits: int = 0) -> str:
    if value is None:
        return "–"
    text = f"{value:,.{digits}f}"
    if locale.get() == "fr":
        text = text.replace(",", " ").replace(".", ",")
    return text


def percent(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{number(value)} %" if locale.get() == "fr" else f"{number(value)}%"
