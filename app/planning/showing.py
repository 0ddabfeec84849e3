"""Plans and changes as pages and machines tell them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.i18n import _, ngettext
from app.courses.outline import Outline
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import Stop, stops
from app.planning import queries
from app.planning.changes.rules import LABELS, Act, moves
from app.planning.changes.services import Preview
from app.planning.rules import Seat, Step
from app.planning.standing import behind
from app.planning.weeks import Line, Week, lines_of, weeks_of
from app.scheduling import queries as scheduling
from app.web import formats


class Shown(NamedTuple):
    """A plan ready to print."""

    lines: list[Line]
    weeks: list[Week]
    pauses: list[tuple[date, date | None]]
    omitted: list[Any]  # sequences


def plan_of(session: Session, enrolment: EnrolmentRow, outline: Outline) -> Shown:
    """Somebody's plan: six statements, whatever it holds."""
    steps = queries.steps(session, enrolment.id)
    seats = scheduling.sessions_of_enrolment(session, enrolment.id)
    lines = lines_of(outline, steps, seats, behind(session, [enrolment.id]).get(enrolment.id, ()))
    ahead = queries.pauses_of_many(session, [enrolment.id])
    stopped = stops(enrolments.stop_changes(session, enrolment.id), today())
    said = tuple(Stop(row.since, row.until) for row in ahead if row.until is not None)
    out = queries.omitted(session, enrolment.id)
    return Shown(
        lines,
        weeks_of(lines, (*stopped, *said), today()),
        [(row.since, row.until) for row in ahead],
        [sequence for sequence in outline.sequences if sequence.id in out],
    )


class Moved(NamedTuple):
    """One line of a preview."""

    title: str
    before: str
    after: str


def moved(seen: Preview) -> list[Moved]:
    """What moves, before and after, in the order of the course."""
    outline = seen.path.outline
    return [
        Moved(outline.activities[one.activity_id].title, days(one.before), days(one.after))
        for one in moves(seen.path, seen.proposal)
    ]


def days(step: Step | None) -> str:
    return _("pas dans le plan") if step is None else in_days(step.starts_on, step.due_on)


def in_days(starts_on: date, due_on: date) -> str:
    if starts_on == due_on:
        return formats.day(starts_on)
    return _("du %(start)s au %(end)s") % {"start": formats.day(starts_on), "end": formats.day(due_on)}


def told(seen: Preview) -> str:
    """« Cela déplace 14 activités et 2 séances. Fin prévue : 12 mars au lieu du 27 février. »"""
    activities, sessions = seen.activities, seen.sessions
    parts = []
    if activities:
        parts.append(ngettext("%(num)s activité", "%(num)s activités", activities) % {"num": activities})
    if sessions:
        parts.append(ngettext("%(num)s séance", "%(num)s séances", sessions) % {"num": sessions})
    sentence = (
        _("Cela déplace %(what)s.") % {"what": _(" et ").join(parts)} if parts else _("Cela ne déplace aucune date.")
    )
    before, after = seen.path.row.ends_on, seen.proposal.ends_on
    if before == after:
        end = _("Fin prévue : %(day)s, comme avant.") % {"day": formats.full_day(after)}
    else:
        end = _("Fin prévue : %(after)s au lieu du %(before)s.") % {
            "after": formats.full_day(after),
            "before": formats.full_day(before),
        }
    return f"{sentence} {end}"


class Consequence(NamedTuple):
    """A seat that is given back, taken or awaited."""

    kind: str  # freed, taken, waiting
    title: str
    starts_at: Any
    is_today: bool


def seats(seen: Preview) -> list[Consequence]:
    found = [_consequence(seen, "freed", seat) for seat in seen.proposal.freed]
    return found + [_consequence(seen, "waiting" if seat.waiting else "taken", seat) for seat in seen.proposal.taken]


def _consequence(seen: Preview, kind: str, seat: Seat) -> Consequence:
    activity = seen.path.outline.activities.get(seat.activity_id or "")
    return Consequence(kind, activity.title if activity else _("Séance"), seat.starts_at, seat.day == today())


def undated(seen: Preview) -> list[str]:
    """Sessions that would have no date."""
    held = {seat.activity_id for seat in (*seen.proposal.taken, *seen.proposal.held)}
    meetings = {one.id for part in seen.path.parts for one in part.pieces if one.meets}
    freed = {seat.activity_id for seat in seen.proposal.freed}
    return [
        seen.path.outline.activities[key].title
        for key in seen.proposal.steps
        if key in (meetings & freed) - held - seen.path.done
    ]


class Change(NamedTuple):
    """A line of the history."""

    id: str
    label: str
    reason: str
    activities: int
    sessions: int
    at: Any
    actor_name: str
    undone_at: Any
    undone_by: str | None
    may_undo: bool
    before_end: date | None
    after_end: date | None


def history(rows: Iterable[Any]) -> list[Change]:
    """The latest first; the last one that stands is the one that can be taken back."""
    found, offered = [], False
    for row in rows:
        may_undo = row.undone_at is None and not offered and not row.before.get("returned")
        offered = offered or row.undone_at is None
        found.append(
            Change(
                row.id, _(LABELS[Act(row.act)]), row.reason, row.activities, row.sessions, row.at, row.actor_name,
                row.undone_at, row.undone_by, may_undo, date.fromisoformat(row.before["ends_on"]),
                date.fromisoformat(row.after["ends_on"]),
            )
        )  # fmt: skip
    return found
