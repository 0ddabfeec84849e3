"""The 72 hours, and what has changed since a review. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.i18n import _, ngettext

DELAY = timedelta(hours=72)  # article 33: hours that run, nights, week-ends and closed days too
REMINDED = (timedelta(hours=24), timedelta(hours=48), timedelta(hours=66))
REVIEWED_EVERY = timedelta(days=365)


def deadline(known_at: datetime) -> datetime:
    """When the authority must know. Counted in real hours: a change of clock moves the hour that people read."""
    return known_at + DELAY


def reminder_due(known_at: datetime, now: datetime) -> int | None:
    """The last mark that was passed, in hours; None before the first one."""
    passed = [mark for mark in REMINDED if now >= known_at + mark]
    return int(passed[-1].total_seconds() // 3600) if passed else None


def left_in_words(known_at: datetime, now: datetime) -> str:
    """« Il reste 2 jours et 5 heures. »"""
    left = deadline(known_at) - now
    said = _length(abs(left))
    return (
        _("Il reste %(time)s.") % {"time": said}
        if left >= timedelta()
        else _("Délai dépassé depuis %(time)s.") % {"time": said}
    )


def _length(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = []
    if days:
        parts.append(ngettext("%(num)s jour", "%(num)s jours", days) % {"num": days})
    if hours:
        parts.append(ngettext("%(num)s heure", "%(num)s heures", hours) % {"num": hours})
    if not days and (minutes or not hours):
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes})
    return _(" et ").join(parts)


@dataclass(frozen=True, slots=True)
class Changed:
    """`field` is a name of the code; `how`: new, gone, moved (another purpose, ground or duration)."""

    purpose: str
    field: str
    how: str


def changes(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> list[Changed]:
    """What the code declares otherwise than when the register was reviewed."""
    was, is_ = _flat(before), _flat(now)
    found = [Changed(where, name, "new") for (name, (where, _said)) in is_.items() if name not in was]
    found += [Changed(where, name, "gone") for (name, (where, _said)) in was.items() if name not in is_]
    found += [Changed(is_[name][0], name, "moved") for name in is_ if name in was and was[name] != is_[name]]
    return sorted(found, key=lambda one: (one.purpose, one.how, one.field))


def _flat(lines: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    return {
        line.partition("|")[0]: (purpose, line.partition("|")[2]) for purpose, all_ in lines.items() for line in all_
    }
