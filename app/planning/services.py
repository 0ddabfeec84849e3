"""Drawing people's plans: at the entry, and whenever what they stand on has changed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import today
from app.courses.outline import Outline, outline
from app.enrolments import queries as enrolments
from app.enrolments.availability import Given
from app.planning.days import Means
from app.planning.paths import Path, read_paths
from app.planning.rules import Plan, draw
from app.planning.writing import Pen, book, ends_on, keep_means


def draw_at_entry(session: Session, actor: Actor, enrolment_id: str, given: Given | None = None) -> None:
    """The dated plan of somebody who enters, in the time they have, and their seats in the group sessions to come."""
    if given is not None and given != Given():
        means = Means(given.weekly_minutes, given.weekdays_off, given.days_off)
        keep_means(session, enrolment_id, actor.organisation_id, means)
    path = read_one(session, actor.organisation_id, enrolment_id)
    plan = draw(path.situation(path.row.starts_on))
    book(session, actor, path, plan.taken)
    _write(session, path, plan)


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
    same = (
        part
        for part in path.parts
        if all(path.homes.get(one.id) == part.id or one.id in path.done for one in part.pieces)
    )
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
