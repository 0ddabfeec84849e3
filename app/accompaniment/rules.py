"""Who needs somebody today, and why: plain reasons from plain facts."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.core.i18n import _, ngettext
from app.web.formats import day as in_full
from app.web.formats import hours

SILENCE_DAYS = 7
ABSENCE_DAYS = 14  # how long a missed session is recalled
READING_DAYS = 3  # a work may wait that long
LATE_SHARE = 0.20  # of the minutes due by today
LATE_MINUTES = 120

ABSENCE, MESSAGE, SILENCE, WORK, LATE = "absence", "message", "silence", "work", "late"
_WEIGHTS = {ABSENCE: 4, MESSAGE: 4, SILENCE: 3, WORK: 3, LATE: 2}
_DATES_SAID = 3


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one active person today."""

    starts_on: date
    last_act: date | None
    missed: Sequence[date]
    waiting_since: date | None
    due: int  # planned minutes of what should be over by today
    done: int
    unread_since: date | None


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look at somebody; `since` is when it began, when that is known."""

    kind: str
    text: str
    since: date | None
    weight: int


def signals(facts: Facts, today: date) -> list[Signal]:
    """The reasons, the weightiest first. Somebody whose path has not begun gives none."""
    if facts.starts_on > today:
        return []
    found = [
        signal
        for signal in (
            _absence(facts, today),
            _message(facts, today),
            _silence(facts, today),
            _work(facts, today),
            _late(facts),
        )
        if signal is not None
    ]
    return sorted(found, key=lambda signal: -signal.weight)


def urgency(found: Sequence[Signal]) -> int:
    """How much somebody needs to be looked at: reasons add up."""
    return sum(signal.weight for signal in found)


def _absence(facts: Facts, today: date) -> Signal | None:
    days = sorted({day for day in facts.missed if 0 <= (today - day).days <= ABSENCE_DAYS})
    if not days:
        return None
    said = [in_full(day) for day in days[-_DATES_SAID:]]
    listed = said[0] if len(said) == 1 else _("%(days)s et %(last)s") % {"days": ", ".join(said[:-1]), "last": said[-1]}
    return _signal(ABSENCE, _("Absence : %(days)s") % {"days": listed}, days[0])


def _message(facts: Facts, today: date) -> Signal | None:
    since = facts.unread_since
    if since is None:
        return None
    days = (today - since).days
    if days < 1:
        return _signal(MESSAGE, _("Message d'aujourd'hui, pas encore lu"), since)
    text = ngettext("Message d'hier, pas encore lu", "Message non lu depuis %(num)s jours", days) % {"num": days}
    return _signal(MESSAGE, text, since)


def _silence(facts: Facts, today: date) -> Signal | None:
    since = max(facts.last_act, facts.starts_on) if facts.last_act else facts.starts_on
    days = (today - since).days
    if days < SILENCE_DAYS:
        return None
    return _signal(SILENCE, _("Pas de nouvelle depuis %(num)s jours") % {"num": days}, since, extra=int(days >= 14))


def _work(facts: Facts, today: date) -> Signal | None:
    since = facts.waiting_since
    if since is None or (today - since).days <= READING_DAYS:
        return None
    text = _("Travail rendu il y a %(num)s jours, pas encore relu") % {"num": (today - since).days}
    return _signal(WORK, text, since)


def _late(facts: Facts) -> Signal | None:
    missing = facts.due - facts.done
    if missing < LATE_MINUTES or missing < LATE_SHARE * facts.due:
        return None
    return _signal(LATE, _("En retard de %(time)s sur son plan") % {"time": hours(missing)}, None)


def _signal(kind: str, text: str, since: date | None, extra: int = 0) -> Signal:
    return Signal(kind, text, since, _WEIGHTS[kind] + extra)


@lru_cache(maxsize=10_000)
def sort_key(name: str) -> str:
    """A name as a dictionary sorts it: accents and capitals do not count."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def initials(name: str) -> str:
    """Two letters that stand for a face."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


def shown_level(stages: dict[str, float | None]) -> float | None:
    """The level that counts today: the latest stage that has one."""
    return next((stages[stage] for stage in ("exit", "middle", "entry") if stages.get(stage) is not None), None)
