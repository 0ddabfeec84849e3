"""A period, and what may be asked of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.errors import FieldError, Invalid
from app.core.i18n import _

EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in Paris, both included."""

    start: date
    end: date

    @property
    def since(self) -> datetime:
        """The first instant of the period."""
        return clock.paris(self.start, 0)

    @property
    def until(self) -> datetime:
        """The first instant after the period."""
        return clock.paris(self.end + timedelta(days=1), 0)

    @property
    def query(self) -> str:
        """The same, as the pages carry it from link to link."""
        return f"du={self.start.isoformat()}&au={self.end.isoformat()}"


def twelve_months_to(day: date) -> Period:
    """The year that ends on a day: 24 November to 23 November."""
    try:
        before = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        before = date(day.year - 1, 2, 28)
    return Period(before + timedelta(days=1), day)


def read_period(start: str, end: str, *, today: date, names: tuple[str, str] = ("du", "au")) -> Period:
    """The period asked for; twelve months where nothing is said. Raises Invalid with the fields to mend."""
    wrong: list[FieldError] = []
    last = _read_day(end, names[1], wrong) or today
    first = _read_day(start, names[0], wrong) or twelve_months_to(last if EARLIEST < last <= LATEST else today).start
    if not wrong and first > last:
        message = _("La fin de la période est avant son début. Choisissez une date de fin plus tardive.")
        wrong.append(FieldError(names[1], message))
    if wrong:
        raise Invalid(wrong[0].message, wrong)
    return Period(first, last)


def _read_day(text: str, name: str, wrong: list[FieldError]) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        wrong.append(FieldError(name, _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")))
        return None
    if not EARLIEST <= day <= LATEST:
        wrong.append(FieldError(name, _("Cette date est trop éloignée : elle doit être entre 2000 et 2100.")))
        return None
    return day
