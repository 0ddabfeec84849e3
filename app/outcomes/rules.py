"""When news is taken of those who left, and what an answer may be."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.i18n import N_

EXIT = 0  # the month of the exit itself, among the moments
MOST_MONTHS, LATEST_MONTH = 6, 60
SIRET = 14


class State(StrEnum):
    """Where news to take stands, as it is kept."""

    PLANNED = "planned"
    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"  # the person came back: nothing to ask


OPEN = (State.PLANNED, State.ASKED)


class Standing(StrEnum):
    """The same as figures count it, on a day."""

    ANSWERED = "answered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    PENDING = "pending"  # its day has come, no answer yet
    NOT_DUE = "not_due"
    NOT_ASKED = "not_asked"  # its day had passed before news was taken here


STANDINGS: dict[str, str] = {
    Standing.ANSWERED: N_("situation connue"),
    Standing.REFUSED: N_("ne souhaite pas répondre"),
    Standing.UNREACHABLE: N_("injoignable"),
    Standing.PENDING: N_("réponse attendue"),
    Standing.NOT_DUE: N_("date pas encore venue"),
    Standing.NOT_ASKED: N_("jamais demandée"),
}


class Via(StrEnum):
    LINK = "link"
    CALL = "call"
    OTHER = "other"


class Decision(StrEnum):
    GO = "go"
    NOT_YET = "not_yet"
    OTHER_WAY = "other_way"


DECISIONS: dict[str, str] = {
    Decision.GO: N_("Je me lance"),
    Decision.NOT_YET: N_("Pas encore"),
    Decision.OTHER_WAY: N_("Un autre chemin"),
}
FAMILIES: dict[str, str] = {  # the big choices on a phone, in their order
    "business": N_("J'ai mon activité"),
    "work": N_("Je travaille ou je me forme"),
    "other": N_("Autre situation"),
}
FAMILY_OF = {"business": "business", "work": "work", "training": "work", "other": "other"}


@dataclass(frozen=True, slots=True)
class Ways:
    """When and how an organisation takes news."""

    months: tuple[int, ...] = (3, 6, 12)
    reminders: int = 2
    reminder_days: int = 7
    attempts: int = 3
    open_days: int = 60


THE_HOUSES = Ways()
BOUNDS = {"reminders": (0, 5), "reminder_days": (2, 60), "attempts": (1, 10), "open_days": (14, 365)}


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def standing_of(state: str | None, due_on: date, today: date) -> Standing:
    """How figures count news to take; no state: nothing was planned."""
    if state in (State.ANSWERED, State.REFUSED, State.UNREACHABLE):
        return Standing(str(state))
    if due_on > today:
        return Standing.NOT_DUE
    return Standing.PENDING if state else Standing.NOT_ASKED


def is_siret(said: str) -> bool:
    """Fourteen digits whose control digit holds (La Poste has its own: the sum of its digits)."""
    if len(said) != SIRET or not said.isascii() or not said.isdigit():
        return False
    if said.startswith("356000000"):
        return sum(map(int, said)) % 5 == 0
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(said))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def are_months(months: Sequence[int]) -> bool:
    return 1 <= len(months) <= MOST_MONTHS and all(1 <= month <= LATEST_MONTH for month in months)
