"""Drawing people's plans: at the entry, and whenever what they stand on has changed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import today
from app.courses.outline import Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.rules import Stop
from app.planning.days import moved
from app.planning.paths import Path, read_paths
from app.planning.rules import Plan, Step, draw
from app.planning.writing import Pen, book, ends_on


def draw_at_entry(session: Session, actor: Actor, enrolment_id: str) -> None:
    """The dated plan of somebody who enters, and their seats in the group sessions to come."""
    path = read_one(session, actor.organisation_id, enrolment_id)
    plan = draw(path.situation(path.row.starts_on))
    book(session, actor, path, plan.taken)
    _write(session, path, plan)


def redraw(
    session: Session, actor: Actor, course: Outline, enrolment_ids: Sequence[str], *, since: date, late: bool = False
) -> int:
    """Draw again what is not done, from a day on, and book what has no seat; what was due before stays there, or moves
    too with `late`. How many plans have changed."""
    pen, changed = Pen(session), 0
    for path in read_paths(session, course, enrolment_ids):
        keep = frozenset() if late else path.late(since)
        plan = draw(path.situation(since, keep=keep))
        book(session, actor, path, plan.taken)
        if plan.steps != {key: step for key, step in path.steps.items() if key in plan.steps} or plan.taken:
            changed += 1
        pen.write(path, plan)
        ends_on(session, path, plan.ends_on)
    pen.send()
    return changed


def follow_edition(session: Session, actor: Actor, course: Outline, enrolment_ids: Sequence[str]) -> None:
    """A new edition: what is new in the course gets its days, what is gone leaves, the rest stays where it is.

    With so many minutes in a week nothing can be added without moving what follows: all that is not done is drawn again.
    """
    pen, day = Pen(session), today()
    for path in read_paths(session, course, enrolment_ids):
        since = max(day, path.row.starts_on)
        keep = path.late(since) if path.days.means.weekly_minutes or path.days.means.until else _unchanged(path)
        plan = draw(path.situation(since, keep=keep))
        book(session, actor, path, plan.taken)
        pen.write_steps(path, plan.steps | {key: path.steps[key] for key in path.done & path.steps.keys()})
        pen.write_items(path, {key: path.items.get(key, span) for key, span in plan.parts.items()})
        ends_on(session, path, plan.ends_on)
    pen.send()


def _unchanged(path: Path) -> frozenset[str]:
    """The steps of the sequences that have gained nothing."""
    same = (part for part in path.parts if all(one.id in path.steps or one.id in path.done for one in part.pieces))
    return frozenset(one.id for part in same for one in part.pieces)


def fill(session: Session, course: Outline, enrolment_ids: Sequence[str]) -> None:
    """Steps for paths that only had the dates of their sequences: the days that the entry gives them, moved by their
    stops. Nothing else changes: no seat is taken in anybody's name by a new version of the house."""
    pen = Pen(session)
    for path in read_paths(session, course, enrolment_ids, offering=False):
        pen.write_steps(path, draw(path.situation(path.row.starts_on)).steps)
    pen.send()


def read_one(session: Session, organisation_id: str, enrolment_id: str, *, offering: bool = True) -> Path:
    """One person's path. The caller has seen the enrolment."""
    row = enrolments.enrolment_of(session, organisation_id, enrolment_id)
    [path] = read_paths(session, outline(session, row.edition_id), [enrolment_id], offering=offering)
    return path


def _write(session: Session, path: Path, plan: Plan) -> None:
    pen = Pen(session)
    pen.write(path, plan)
    pen.send()
    ends_on(session, path, plan.ends_on)


Stops = tuple[Stop, ...]


def shifted(
    path: Path, since: date, before: Stops, after: Stops
) -> tuple[dict[str, Step], dict[str, tuple[date, date]]]:
    """In the rhythm of the course, a plan whose stops have changed: what was due before stays, the rest keeps its rank."""
    old, new = path.days.stopped_by(before), path.days.stopped_by(after)
    held = {seat.activity_id for seat in path.seats}
    steps = {
        key: step
        if key in path.done or key in held or step.due_on < since
        else Step(moved(step.starts_on, since, old, new), moved(step.due_on, since, old, new), step.minutes)
        for key, step in path.steps.items()
    }
    items = {
        key: (opens, due) if due < since else (moved(opens, since, old, new), moved(due, since, old, new))
        for key, (opens, due) in path.items.items()
    }
    return steps, items
