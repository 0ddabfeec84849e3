"""What somebody says of their time, at the entry or later: read from a form, and found sound before anything is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.errors import invalid
from app.core.i18n import N_, _

LEAST, MOST = 60, 2400  # minutes in a week: one hour, forty hours
MOST_PERIODS = 20
LONGEST_PERIOD = 366
WEEKDAYS = (N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"))

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True, slots=True)
class Given:
    """Minutes in a week, or none for the rhythm of the course; weekdays (0 Monday) and periods that are impossible."""

    weekly_minutes: int | None = None
    weekdays_off: frozenset[int] = frozenset()
    days_off: tuple[tuple[date, date], ...] = ()


def check_given(given: Given) -> None:
    """Raise Invalid when nobody can mean it."""
    if given.weekly_minutes is not None and not LEAST <= given.weekly_minutes <= MOST:
        raise invalid("weekly_hours", _("Comptez entre 1 et 40 heures par semaine, ou laissez vide."))
    if len(given.weekdays_off) > 4 or not given.weekdays_off <= set(range(5)):
        raise invalid("weekdays_off", _("Gardez au moins un jour possible du lundi au vendredi."))
    if len(given.days_off) > MOST_PERIODS:
        raise invalid("days_off", _("Vingt périodes au plus. Regroupez-les."))
    for first, last in given.days_off:
        if last < first:
            raise invalid("days_off", _("Une période finit après son début. Vérifiez les dates."))
        if (last - first).days > LONGEST_PERIOD:
            raise invalid("days_off", _("Une période dure un an au plus. Au-delà, mettez le parcours en pause."))


def read_given(weekly_hours: str, weekdays_off: Iterable[str], days_off: str) -> Given:
    """What a form says: « 6 », « 6,5 »; numbers of weekdays; a day or two days on each line."""
    weekdays = frozenset(int(one) for one in weekdays_off if one in {"0", "1", "2", "3", "4"})
    given = Given(
        _minutes(weekly_hours), weekdays, tuple(_period(line) for line in days_off.splitlines() if line.strip())
    )
    check_given(given)
    return given


def written_hours(minutes: int | None) -> str:
    """As the form shows it again."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",") if minutes else ""


def written_days(days_off: Iterable[tuple[date, date]]) -> str:
    return "\n".join(
        f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} - {last:%d/%m/%Y}" for first, last in days_off
    )


def _minutes(text: str) -> int | None:
    text = text.strip().casefold().removesuffix("h").strip().replace(",", ".")
    if not text:
        return None
    try:
        return round(float(text) * 60)
    except (ValueError, OverflowError) as error:
        raise invalid("weekly_hours", _("Écrivez un nombre d'heures, par exemple 6 ou 6,5.")) from error


def _period(line: str) -> tuple[date, date]:
    found = _DATE.findall(line)
    try:
        days = [date(int(y or yy), int(m or mm), int(d or dd)) for y, m, d, dd, mm, yy in found]
    except ValueError:
        days = []
    if not 1 <= len(days) <= 2:
        raise invalid("days_off", _("Écrivez un jour ou deux jours par ligne, comme 24/12/2026 - 31/12/2026."))
    return days[0], days[-1]
