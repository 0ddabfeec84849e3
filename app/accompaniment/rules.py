"""Who needs somebody today, and why: plain reasons from plain facts."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from app.accompaniment import reasons
from app.accompaniment.reasons import THE_HOUSES, Ways
from app.core.clock import local
from app.core.i18n import _, ngettext
from app.dossiers.rules import NEWS_AFTER
from app.enrolments.rules import OPEN, Status
from app.web.formats import day as in_full
from app.web.formats import hours

LATE_SHARE = 0.20  # of the minutes due by today
_DATES_SAID = 3
_WHILE_ON_THE_WAY = (
    reasons.ABSENCE, reasons.MISSED, reasons.SILENCE, reasons.SEAT, reasons.WORK, reasons.ENDING, reasons.LATE,
    reasons.MEETING, reasons.SESSION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person today."""

    starts_on: date
    last_act: date | None  # the last sign of the person: what they did, a presence
    missed: Sequence[date]
    waiting_since: date | None
    due: int  # planned minutes of what should be over by today
    done: int
    unread_since: date | None
    status: str = Status.ACTIVE
    ends_on: date | None = None
    missed_at: datetime | None = None  # when the last absence was noted
    unread_at: datetime | None = None
    reached_on: date | None = None  # the last time that the team spoke with the person
    signed_in: bool = True
    undelivered_on: date | None = None
    next_session: date | None = None
    session_lately: bool = True  # within the days watched, or the person has just entered
    next_meeting: date | None = None
    meeting_lately: bool = True
    missed_meeting: date | None = None
    seat_lost_on: date | None = None
    returns_on: date | None = None
    news_due_on: date | None = None  # of a partner: the day to ask for it has come
    exit_known: bool = False
    touched_at: datetime | None = None  # the last time that the team did something for the person
    quiet_until: date | None = None  # what that leaves quiet
    again_on: date | None = None  # the day agreed for another try
    asleep: Mapping[str, date] = field(default_factory=dict)  # kind, or "" for all → the day it wakes


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look at somebody; `since` is when it began, when that is known."""

    kind: str
    text: str
    since: date | None
    position: int = 0  # in the order that the organisation wants
    moved: date | datetime | None = None  # when its facts last changed; none: they have no moment


def signals(facts: Facts, today: date, ways: Ways = THE_HOUSES) -> list[Signal]:
    """The reasons that call today, in the order of the organisation: neither asleep, nor answered lately."""
    return [signal for signal in every(facts, today, ways) if not is_quiet(signal, facts, today)]


def every(facts: Facts, today: date, ways: Ways = THE_HOUSES) -> list[Signal]:
    """The reasons that hold, those that are quiet too. Somebody whose path has not begun, or is over, gives few."""
    if facts.status not in OPEN:
        return []
    on_the_way = facts.status == Status.ACTIVE and facts.starts_on <= today
    found = []
    for reason, wanted in ways.ordered:
        if not wanted.on or (reason.kind in _WHILE_ON_THE_WAY and not on_the_way):
            continue
        said = _FINDERS[reason.kind](facts, today, wanted.amount)
        if said is not None:
            text, since, moved = said
            found.append(Signal(reason.kind, text, since, wanted.position, moved))
    if any(signal.kind == reasons.NEVER for signal in found):  # one fact is one reason
        found = [signal for signal in found if signal.kind != reasons.SILENCE]
    return found


def is_quiet(signal: Signal, facts: Facts, today: date) -> bool:
    """Whether somebody asked not to hear of it now, or did something since its facts last changed."""
    woken = max(facts.asleep.get(signal.kind, date.min), facts.asleep.get("", date.min))
    if today < woken:
        return True
    if signal.kind == reasons.CALLBACK or facts.touched_at is None or facts.quiet_until is None:
        return False
    return today < facts.quiet_until and not _after(signal.moved, facts.touched_at)


def _after(moved: date | datetime | None, touched_at: datetime) -> bool:
    if isinstance(moved, datetime):
        return moved > touched_at
    return moved is not None and moved > local(touched_at).date()


def pressing(found: Sequence[Signal]) -> tuple[int, int, date]:
    """What puts somebody before another: the reason that comes first, then more reasons, then the oldest fact.

    This is the whole of the order; it is written on the page as well (« Comment cette liste est faite »).
    """
    return (
        min(signal.position for signal in found),
        -len(found),
        min((signal.since for signal in found if signal.since), default=date.max),
    )


# --- One function for each reason: (words, since, when its facts last changed), or nothing -------------------------

_Said = tuple[str, date | None, date | datetime | None] | None


def _callback(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.again_on
    if on is None or on > today:
        return None
    text = _("À rappeler aujourd'hui") if on == today else _("À rappeler depuis %(day)s") % {"day": in_full(on)}
    return text, on, on


def _undelivered(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.undelivered_on
    if on is None:
        return None
    return _("Courriel refusé par son adresse %(day)s") % {"day": in_full(on)}, on, on


def _absence(facts: Facts, today: date, amount: int) -> _Said:
    days = sorted({day for day in facts.missed if 0 <= (today - day).days <= amount})
    if not days:
        return None
    said = [in_full(day) for day in days[-_DATES_SAID:]]
    listed = said[0] if len(said) == 1 else _("%(days)s et %(last)s") % {"days": ", ".join(said[:-1]), "last": said[-1]}
    return _("Absence : %(days)s") % {"days": listed}, days[0], facts.missed_at or days[-1]


def _missed_meeting(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.missed_meeting
    if on is None or facts.next_meeting is not None or (today - on).days > amount:
        return None
    return _("Rendez-vous manqué %(day)s, aucun autre prévu") % {"day": in_full(on)}, on, on


def _message(facts: Facts, today: date, amount: int) -> _Said:
    since = facts.unread_since
    if since is None or (today - since).days < amount:
        return None
    days = (today - since).days
    if days < 1:
        text = _("Message d'aujourd'hui, pas encore lu")
    else:
        text = ngettext("Message d'hier, pas encore lu", "Message non lu depuis %(num)s jours", days) % {"num": days}
    return text, since, facts.unread_at or since


def _never(facts: Facts, today: date, amount: int) -> _Said:
    days = (today - facts.starts_on).days
    known = facts.signed_in or facts.last_act is not None or facts.reached_on is not None
    if facts.status == Status.PAUSED or known or days < amount:
        return None
    said = ngettext(
        "Jamais connecté depuis l'entrée, hier", "Jamais connecté depuis l'entrée, il y a %(num)s jours", days
    )
    return said % {"num": days}, facts.starts_on, facts.starts_on


def _silence(facts: Facts, today: date, amount: int) -> _Said:
    signs = [day for day in (facts.last_act, facts.reached_on) if day is not None]
    since = max(facts.starts_on, *signs) if signs else facts.starts_on
    days = (today - since).days
    if days < amount:
        return None
    text = ngettext("Pas de nouvelle depuis hier", "Pas de nouvelle depuis %(num)s jours", days) % {"num": days}
    return text, since, since


def _seat(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.seat_lost_on
    if on is None or facts.next_session is not None or (today - on).days > amount:
        return None
    return _("Séance annulée %(day)s, pas d'autre place") % {"day": in_full(on)}, on, on


def _return(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.returns_on
    if facts.status != Status.PAUSED or on is None or (on - today).days > amount:
        return None
    return _("Retour de pause prévu %(day)s") % {"day": in_full(on)}, None, on - timedelta(days=amount)


def _work(facts: Facts, today: date, amount: int) -> _Said:
    since = facts.waiting_since
    if since is None or (days := (today - since).days) <= amount:
        return None
    text = ngettext("Travail rendu hier, pas encore relu", "Travail rendu il y a %(num)s jours, pas encore relu", days)
    return text % {"num": days}, since, since


def _referral(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.news_due_on
    if on is None:
        return None
    since = on - NEWS_AFTER
    return _("Orientation sans nouvelle depuis %(num)s jours") % {"num": (today - since).days}, since, on


def _ending(facts: Facts, today: date, amount: int) -> _Said:
    on = facts.ends_on
    if on is None or (on - today).days > amount or facts.exit_known or facts.next_meeting is not None:
        return None
    if (today - facts.starts_on) < (on - today):
        return None  # a short path is near its end from its first day
    if on < today:
        text = _("Fin prévue dépassée depuis %(day)s, sortie pas encore préparée")
    else:
        text = _("Fin du parcours %(day)s, sortie pas encore préparée")
    return text % {"day": in_full(on)}, None, on - timedelta(days=amount)


def _late(facts: Facts, today: date, amount: int) -> _Said:
    missing = facts.due - facts.done
    if missing < 60 * amount or missing < LATE_SHARE * facts.due:
        return None
    return _("En retard de %(time)s sur son plan") % {"time": hours(missing)}, None, None


def _meeting(facts: Facts, today: date, amount: int) -> _Said:
    if facts.next_meeting is not None or facts.meeting_lately or (today - facts.starts_on).days < amount:
        return None
    return _("Aucun rendez-vous prévu, ni depuis %(num)s jours") % {"num": amount}, None, None


def _session(facts: Facts, today: date, amount: int) -> _Said:
    if facts.next_session is not None or facts.session_lately or (today - facts.starts_on).days < amount:
        return None
    return _("Aucune séance prévue, ni depuis %(num)s jours") % {"num": amount}, None, None


_FINDERS: dict[str, Callable[[Facts, date, int], _Said]] = {
    reasons.CALLBACK: _callback,
    reasons.UNDELIVERED: _undelivered,
    reasons.ABSENCE: _absence,
    reasons.MISSED: _missed_meeting,
    reasons.MESSAGE: _message,
    reasons.NEVER: _never,
    reasons.SILENCE: _silence,
    reasons.SEAT: _seat,
    reasons.RETURN: _return,
    reasons.WORK: _work,
    reasons.REFERRAL: _referral,
    reasons.ENDING: _ending,
    reasons.LATE: _late,
    reasons.MEETING: _meeting,
    reasons.SESSION: _session,
}


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
