"""Where a module stands, and when its learner is reminded of it.

A module is a sequence with work to do at a distance in one's own time. What counts is what was done: never the time
spent signed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

from app.core.i18n import N_
from app.enrolments.rules import count_open_days

REMIND_AFTER = 3  # open days past the last planned one, before the house reminds…
REMIND_AGAIN = 5  # …and how many more before it does so again
MOST_REMINDERS = 3  # of one module, by the house: after that, somebody calls
LONGEST_WORDS = 1000

_DAY = timedelta(days=1)


class Status(StrEnum):
    COMING = "coming"
    CURRENT = "current"
    DONE = "done"
    LATE = "late"
    REMINDED = "reminded"
    PAUSED = "paused"
    NOT_DONE = "not_done"  # the path is over


STATUS_WORDS = {
    Status.COMING: (N_("à venir"), "plain"),
    Status.CURRENT: (N_("en cours"), "info"),
    Status.DONE: (N_("fait"), "good"),
    Status.LATE: (N_("en retard"), "attention"),
    Status.REMINDED: (N_("relancé"), "danger"),
    Status.PAUSED: (N_("en pause"), "plain"),
    Status.NOT_DONE: (N_("pas fait"), "plain"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """One reminder: how late the module was, on which day, and whether the house sent it by itself."""

    on: date
    late_days: int
    by_house: bool


def late_days(due_on: date | None, today: date, closed: frozenset[date]) -> int:
    """Open days since the last planned one, today included."""
    if due_on is None or due_on >= today:
        return 0
    return count_open_days(due_on + _DAY, today + _DAY, closed)


def status_of(
    path: str, done: int, total: int, starts_on: date | None, due_on: date | None, today: date, sent: Sequence[Sent]
) -> Status:
    """From the activities that are done, the person's own dates, and the reminders since the last of these."""
    if done >= total:
        return Status.DONE
    if path in ("finished", "left"):
        return Status.NOT_DONE
    if path == "paused":
        return Status.PAUSED
    if due_on is not None and due_on < today:
        return Status.REMINDED if since_due(sent, due_on) else Status.LATE
    if not done and (path == "admitted" or starts_on is None or starts_on > today):
        return Status.COMING
    return Status.CURRENT


def since_due(sent: Sequence[Sent], due_on: date) -> list[Sent]:
    """The reminders of a module under its present dates: a plan that moved begins again."""
    return [one for one in sent if one.on > due_on]


def is_to_be_reminded(late: int, due_on: date, sent: Sequence[Sent]) -> bool:
    """Whether the house writes today about a module that is so late."""
    if late < REMIND_AFTER:
        return False
    known = since_due(sent, due_on)
    if sum(one.by_house for one in known) >= MOST_REMINDERS:
        return False
    return all(late - one.late_days >= REMIND_AGAIN for one in known)


def usual_delay(delays: Sequence[timedelta]) -> timedelta | None:
    """The one in the middle."""
    return timedelta(seconds=median(delay.total_seconds() for delay in delays)) if delays else None
