"""Taking a change back, whole. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.enrolments.rules import Stop
from app.planning.changes.rules import Act, Proposal, as_is
from app.planning.days import Means
from app.planning.paths import Path
from app.planning.rules import Occurrence, Step, draw


def propose_undo(
    path: Path, change_id: str, before: Mapping[str, Any], after: Mapping[str, Any], day: date
) -> Proposal:
    """The plan as it was. A seat that was given away is taken back if it is still free; else the next one, or a waiting
    list. What was done meanwhile stays done."""
    known = {one.id for part in path.parts for one in part.pieces}
    steps = dict(path.steps)
    for key, step in before["steps"].items():
        if key in path.done or key not in known:
            continue
        if step is None:
            steps.pop(key, None)
        else:
            steps[key] = Step(date.fromisoformat(step[0]), date.fromisoformat(step[1]), step[2])
    items = dict(path.items)
    for key, item in before["items"].items():
        if item is None:
            items.pop(key, None)
        else:
            items[key] = (date.fromisoformat(item[0]), date.fromisoformat(item[1]))
    site_id = before["site_id"]
    given = before["means"]
    means = Means(
        given["weekly_minutes"],
        frozenset(given["weekdays_off"]),
        tuple((date.fromisoformat(first), date.fromisoformat(last)) for first, last in given["days_off"]),
        date.fromisoformat(given["until"]) if given["until"] else None,
    )
    omitted = frozenset(before["omitted"])
    took, gave = set(after["seats"]), list(before["seats"])
    freed = tuple(seat for seat in path.seats if seat.id in took and seat.day >= day)
    all_offers = path.offers.at(site_id)
    offers: dict[str, list[Occurrence]] = {}
    loose: set[str] = set()
    for session_id in gave:
        for key, found in all_offers.items():
            old = [one for one in found if one.id == session_id]
            if old and key in known and key not in path.done:
                loose.add(key)
                offers[key] = old if old[0].free else [*found]
    stops = path.days.stops
    pause = after.get("pause")
    if pause and pause[1]:
        gone = Stop(date.fromisoformat(pause[0]), date.fromisoformat(pause[1]))
        stops = tuple(stop for stop in stops if stop != gone)
    days = path.days.stopped_by(stops).given(means)
    seats = tuple(seat for seat in path.seats if seat not in freed)
    floors = {key: steps[key].starts_on if not offers[key][0].free else day for key in loose if key in steps}
    there = replace(path, steps=steps)
    plan = draw(
        there.situation(
            day, keep=frozenset(steps) - loose, seats=seats, floors=floors, offers=offers, omitted=omitted, days=days
        )
    )
    steps |= {key: plan.steps[key] for key in loose if key in plan.steps}
    return as_is(
        path, Act.UNDO, steps=steps, items=items, means=means, omitted=omitted, site_id=site_id, freed=freed,
        taken=tuple(seat for seat in plan.taken if seat.activity_id in loose), undone=change_id,
    )  # fmt: skip
