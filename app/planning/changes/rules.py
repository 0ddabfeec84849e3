"""What a change of a plan would do, before it is done. Pure: a path as it was read, what is asked, what would become of it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from app.core.i18n import N_
from app.enrolments.rules import Stop
from app.planning.days import Days, Means, means_kept, moved
from app.planning.paths import Path
from app.planning.rules import Occurrence, Plan, Seat, Step, draw

Items = dict[str, tuple[date, date]]


class Act(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    PACE = "pace"
    SESSION = "session"
    OMIT = "omit"
    ADD = "add"
    SITE = "site"
    COURSE = "course"  # the plans of a whole course drawn again
    UNDO = "undo"


LABELS = {
    Act.PAUSE: N_("Mise en pause"),
    Act.RESUME: N_("Reprise"),
    Act.EXTEND: N_("Prolongation"),
    Act.PACE: N_("Changement de rythme"),
    Act.SESSION: N_("Séance déplacée"),
    Act.OMIT: N_("Séquence retirée"),
    Act.ADD: N_("Séquence ajoutée"),
    Act.SITE: N_("Changement de lieu"),
    Act.COURSE: N_("Nouveau calcul des plans du parcours"),
    Act.UNDO: N_("Annulation"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One change, as it is asked; `act` says which of the other fields speak."""

    act: Act
    since: date | None = None  # of a pause; a resumption is said for the day it happens
    until: date | None = None  # of a pause: the day of the return; none: without an end
    keep_seats: bool = False  # of a pause
    ends_on: date | None = None  # of an extension
    means: Means | None = None  # of a pace
    activity_id: str = ""  # whose session moves
    session_id: str = ""  # where it goes
    sequence_id: str = ""  # taken out, or put in
    site_id: str | None = None


@dataclass(frozen=True)
class Proposal:
    """What would be, beside what is."""

    act: Act
    steps: dict[str, Step]
    items: Items
    ends_on: date
    freed: tuple[Seat, ...] = ()
    taken: tuple[Seat, ...] = ()
    means: Means = field(default_factory=Means)
    omitted: frozenset[str] = frozenset()
    site_id: str | None = None
    pause: tuple[date, date | None] | None = None
    undone: str = ""  # the change that is taken back
    held: tuple[Seat, ...] = field(default=(), compare=False)  # seats that stay


@dataclass(frozen=True, slots=True)
class Move:
    """One activity: its step before and after. None: it was not, or is no more, in the plan."""

    activity_id: str
    before: Step | None
    after: Step | None


def moves(path: Path, proposal: Proposal) -> list[Move]:
    """What differs, in the order of the course."""
    found = []
    for key in path.outline.activities:
        before, after = path.steps.get(key), proposal.steps.get(key)
        if before != after:
            found.append(Move(key, before, after))
    return found


def counts(path: Path, proposal: Proposal) -> tuple[int, int]:
    """(activities, sessions) that move: a session by its day or by the seat."""
    seated = {seat.activity_id for seat in (*proposal.freed, *proposal.taken) if seat.activity_id}
    changed = {move.activity_id for move in moves(path, proposal)} | seated
    meetings = {key for key in changed if path.outline.activities[key].kind == "session"} if changed else set()
    return len(changed - meetings), len(meetings)


def fingerprint(path: Path, proposal: Proposal) -> str:
    """The same only while neither what is nor what would be has changed."""
    said: dict[str, Any] = {
        "version": path.row.version,
        "before": [_steps(path.steps), _items(path.items), sorted(seat.id for seat in path.seats)],
        "after": [_steps(proposal.steps), _items(proposal.items), str(proposal.ends_on), str(proposal.pause)],
        "seats": [[seat.id for seat in proposal.freed], [[seat.id, seat.waiting] for seat in proposal.taken]],
        "means": means_kept(proposal.means),
        "rest": [sorted(proposal.omitted), proposal.site_id, proposal.act.value, proposal.undone],
    }
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:32]


def _steps(steps: Mapping[str, Step]) -> dict[str, list[Any]]:
    return {key: step_kept(step) for key, step in sorted(steps.items())}


def _items(items: Mapping[str, tuple[date, date]]) -> dict[str, list[str]]:
    return {key: [str(opens), str(due)] for key, (opens, due) in sorted(items.items())}


def step_kept(step: Step) -> list[Any]:
    return [step.starts_on.isoformat(), step.due_on.isoformat(), step.minutes]


# --- Each act -------------------------------------------------------------------------------------------------


def propose(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    """What the change would do, on the day it is made."""
    return _PROPOSE[asked.act](path, asked, day, moment)


def _pause(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    since, until = asked.since or day, asked.until
    inside = [
        seat
        for seat in path.seats
        if seat.starts_at > moment and seat.day >= since and (until is None or seat.day < until)
    ]
    freed = () if asked.keep_seats else tuple(inside)
    if until is None:
        return as_is(path, Act.PAUSE, freed=freed, pause=(since, None))
    before = path.days.stops
    after = path.days.stopped_by((*before, Stop(since, until)))
    return replace(_stopped(path, since, after, freed), act=Act.PAUSE, pause=(since, until))


def _stopped(path: Path, since: date, after: Days, freed: tuple[Seat, ...]) -> Proposal:
    """The plan once its stops are those of `after`, different from `since` on. An end that was agreed moves with them."""
    means = path.days.means
    if means.until is not None and means.until >= since:
        after = after.given(replace(means, until=moved(means.until, since, path.days, after)))
    if _is_paced(path.days.means):
        return _draw_left(path, Act.PAUSE, since, keep=path.late(since), days=after, freed=freed)
    held = {seat.activity_id for seat in path.seats if seat not in freed}
    steps = {
        key: step
        if key in path.done or key in held or step.due_on < since
        else Step(
            moved(step.starts_on, since, path.days, after), moved(step.due_on, since, path.days, after), step.minutes
        )
        for key, step in path.steps.items()
    }
    items = {
        key: (opens, due)
        if due < since
        else (moved(opens, since, path.days, after), moved(due, since, path.days, after))
        for key, (opens, due) in path.items.items()
    }
    return _loosen(path, Act.PAUSE, since, freed=freed, days=after, steps=steps, items=items)


def _resume(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    """The stop that is under way would end that day."""
    begun = path.stopped_since or day
    ahead = tuple(stop for stop in path.said if stop.since > day)
    after = (*path.real, Stop(begun, max(begun, day)), *ahead)
    return after_stop(path, path.days.stops, after, day, returned=path.row.status != "paused")


def after_stop(path: Path, before: tuple[Stop, ...], after: tuple[Stop, ...], on: date, *, returned: bool) -> Proposal:
    """Somebody goes on. Back from an exit, all that is not done is drawn from that day; after a pause the plan follows
    what the pause has cost, and what had its seat given away is booked again."""
    new = path.days.stopped_by(after)
    if returned:
        return _draw_left(path, Act.RESUME, on, days=new)
    old = replace(path, days=path.days.stopped_by(before))
    if set(before) == set(after):
        return _loosen(old, Act.RESUME, on, loose=_unseated(path, on))
    since = min((stop.since for stop in set(before) ^ set(after)), default=on)
    proposal = replace(_stopped(old, since, new, ()), act=Act.RESUME)
    again = replace(old, steps=proposal.steps, items=proposal.items, days=new.given(proposal.means))
    return _loosen(again, Act.RESUME, on, loose=_unseated(again, on))


def _unseated(path: Path, on: date) -> frozenset[str]:
    """Group sessions to come that have no seat."""
    held = {seat.activity_id for seat in path.seats}
    meetings = {piece.id for part in path.parts for piece in part.pieces if piece.meets}
    return frozenset(
        key for key, step in path.steps.items() if key in meetings - held - path.done and step.due_on >= on
    )


def _extend(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    assert asked.ends_on is not None
    means = replace(path.days.means, until=asked.ends_on)
    return _draw_left(path, Act.EXTEND, day, days=path.days.given(means))


def _pace(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    means = asked.means or Means()
    days = path.days.given(means)
    freed = tuple(seat for seat in path.seats if seat.starts_at > moment and not days.possible(seat.day))
    return _draw_left(path, Act.PACE, day, days=days, freed=freed)


def _session(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    freed = tuple(seat for seat in path.seats if seat.activity_id == asked.activity_id and seat.starts_at > moment)
    chosen = [one for one in path.offers.at(path.row.site_id)[asked.activity_id] if one.id == asked.session_id]
    offers = {asked.activity_id: chosen}
    if _is_paced(path.days.means):
        seat = _seat(chosen[0]) if chosen else None
        seats = tuple(one for one in path.seats if one not in freed) + ((seat,) if seat else ())
        drawn = _draw_left(path, Act.SESSION, day, keep=path.late(day), freed=freed, seats=seats, offers={})
        return replace(drawn, taken=(seat,) if seat else ())
    loose = frozenset({asked.activity_id}) | _following(path, asked.activity_id)
    return _loosen(path, Act.SESSION, day, freed=freed, loose=loose, offers=offers)


def _omit(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    inside = {one.id for part in path.parts if part.id == asked.sequence_id for one in part.pieces}
    freed = tuple(seat for seat in path.seats if seat.activity_id in inside and seat.starts_at > moment)
    omitted = path.omitted | {asked.sequence_id}
    if _is_paced(path.days.means):
        return _draw_left(path, Act.OMIT, day, keep=path.late(day), omitted=omitted, freed=freed)
    steps = {key: step for key, step in path.steps.items() if key not in inside or key in path.done}
    items = {key: item for key, item in path.items.items() if key != asked.sequence_id}
    return as_is(path, Act.OMIT, steps=steps, items=items, omitted=omitted, freed=freed)


def _add(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    omitted = path.omitted - {asked.sequence_id}
    if _is_paced(path.days.means):
        return _draw_left(path, Act.ADD, day, keep=path.late(day), omitted=omitted)
    inside = {one.id for part in path.parts if part.id == asked.sequence_id for one in part.pieces}
    return _loosen(path, Act.ADD, day, loose=frozenset(inside), omitted=omitted)


def _site(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    """Seats at the former place are given back, and looked for at the new one."""
    here = {one.id for offers in path.offers.at(asked.site_id).values() for one in offers}
    offered = {one.id for offers in path.offers.at(path.row.site_id).values() for one in offers}
    freed = tuple(seat for seat in path.seats if seat.id in offered - here)
    offers = path.offers.at(asked.site_id)
    if _is_paced(path.days.means):
        drawn = _draw_left(path, Act.SITE, day, keep=path.late(day), freed=freed, offers=offers)
    else:
        loose = frozenset(seat.activity_id for seat in freed if seat.activity_id) | _unseated(path, day)
        drawn = _loosen(path, Act.SITE, day, freed=freed, loose=loose, offers=offers)
    return replace(drawn, site_id=asked.site_id)


def _course(path: Path, asked: Asked, day: date, moment: datetime) -> Proposal:
    """What the course, its sessions and the closures make of a plan now; what is late stays late."""
    freed = tuple(seat for seat in path.seats if seat.starts_at > moment and not path.days.possible(seat.day))
    since = max(day, path.row.starts_on)
    return _draw_left(path, Act.COURSE, since, keep=path.late(since), freed=freed)


_PROPOSE = {
    Act.PAUSE: _pause,
    Act.RESUME: _resume,
    Act.EXTEND: _extend,
    Act.PACE: _pace,
    Act.SESSION: _session,
    Act.OMIT: _omit,
    Act.ADD: _add,
    Act.SITE: _site,
    Act.COURSE: _course,
}


# --- What they share ------------------------------------------------------------------------------------------


def _is_paced(means: Means) -> bool:
    return means.weekly_minutes is not None or means.until is not None


def as_is(path: Path, act: Act, **changed: Any) -> Proposal:
    """The plan that is, but for what is named."""
    freed = changed.get("freed", ())
    said: dict[str, Any] = {
        "steps": dict(path.steps),
        "items": dict(path.items),
        "means": path.days.means,
        "omitted": path.omitted,
        "site_id": path.row.site_id,
        "held": tuple(seat for seat in path.seats if seat not in freed),
    } | changed
    said.setdefault("ends_on", last_day(said["steps"], said["items"], said["means"]) or path.row.ends_on)
    return Proposal(act, **said)


def last_day(steps: Mapping[str, Step], items: Mapping[str, tuple[date, date]], means: Means) -> date | None:
    """The last planned day: of what is planned, or the end that was agreed."""
    dues = (*(step.due_on for step in steps.values()), *(due for _opens, due in items.values()))
    return max((*dues, *([means.until] if means.until else ())), default=None)


def _draw_left(
    path: Path, act: Act, since: date, *, keep: Iterable[str] = (), freed: tuple[Seat, ...] = (), **changed: Any
) -> Proposal:
    """All that is not done is drawn again from a day on, but what is to be kept."""
    days: Days = changed.get("days", path.days)
    omitted = changed.get("omitted", path.omitted)
    seats = changed.pop("seats", tuple(seat for seat in path.seats if seat not in freed))
    plan = draw(path.situation(since, keep=keep, seats=seats, **changed))
    return as_is(
        path, act, steps=_with_done(path, plan), items=dict(plan.parts), means=days.means, omitted=omitted, freed=freed,
        taken=plan.taken,
    )  # fmt: skip


def _with_done(path: Path, plan: Plan) -> dict[str, Step]:
    return plan.steps | {key: path.steps[key] for key in path.done if key in path.steps}


def _loosen(
    path: Path, act: Act, since: date, *, freed: tuple[Seat, ...] = (), loose: frozenset[str] = frozenset(), **changed: Any
) -> Proposal:  # fmt: skip
    """In the rhythm of the course: only some activities move, and those whose seat is given back look for another."""
    steps: Mapping[str, Step] = changed.pop("steps", path.steps)
    items: Mapping[str, tuple[date, date]] = changed.pop("items", path.items)
    loose |= {seat.activity_id for seat in freed if seat.activity_id}
    there = replace(path, steps=steps)
    floors = {key: steps[key].starts_on for key in loose if key in steps and key not in _chosen(changed)}
    seats = tuple(seat for seat in path.seats if seat not in freed)
    keep = frozenset(steps) - loose
    omitted = changed.get("omitted", path.omitted)
    plan = draw(there.situation(since, keep=keep, seats=seats, floors=floors, **changed))
    touched = {part.id for part in path.parts if any(one.id in loose for one in part.pieces)}
    spans = {key: plan.parts[key] if key in touched or key not in items else items[key] for key in plan.parts}
    days: Days = changed.get("days", path.days)
    return as_is(
        path, act, steps=_with_done(there, plan), items=spans, means=days.means, omitted=omitted, freed=freed,
        taken=plan.taken,
    )  # fmt: skip


def _chosen(changed: Mapping[str, Any]) -> frozenset[str]:
    """Activities whose occurrence somebody has chosen: it may come before the day the plan had reached."""
    offers = changed.get("offers")
    return frozenset(offers) if isinstance(offers, dict) and len(offers) == 1 else frozenset()


def _following(path: Path, activity_id: str) -> frozenset[str]:
    """What the course asks to do after it, and after that."""
    found: set[str] = {activity_id}
    for part in path.parts:
        found |= {one.id for one in part.pieces if not found.isdisjoint(one.after) and one.id not in path.done}
    return frozenset(found - {activity_id})


def _seat(one: Occurrence) -> Seat:
    return Seat(one.id, one.activity_id, one.day, one.starts_at, one.ends_at, waiting=not one.free)
