"""Where people stand in the modules of their paths: the one reading that pages, files and reminders share."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.clock import local, today
from app.core.db import AnyRow
from app.courses.outline import Activity, Outline, outline
from app.identity import queries as identity
from app.learning import queries as learning
from app.learning.openings import hidden_of_many
from app.learning.rules import DONE, SKIPPED
from app.learning.times.rules import is_remote_work
from app.notifications.distance import queries, rules
from app.notifications.distance.rules import Sent, Status


@dataclass(frozen=True, slots=True)
class Module:
    """One module of one person: its activities done at a distance in one's own time, and its dates."""

    id: str  # of its sequence
    title: str
    block_id: str
    activities: tuple[Activity, ...]
    done: int
    starts_on: date | None
    due_on: date | None
    late_days: int
    sent: tuple[Sent, ...]
    status: Status

    @property
    def total(self) -> int:
        return len(self.activities)

    @property
    def is_late(self) -> bool:
        return self.status in (Status.LATE, Status.REMINDED)


def remote_work(course: Outline) -> list[tuple[str, str, str, tuple[Activity, ...]]]:
    """(id, title, block, activities) of the sequences with work to do at a distance in one's own time."""
    found = []
    for sequence in course.sequences:
        if activities := tuple(one for one in sequence.activities if is_remote_work(one)):
            found.append((sequence.id, sequence.title, sequence.block_id, activities))
    return found


def modules_of(session: Session, people: Sequence[AnyRow]) -> dict[str, list[Module]]:
    """Enrolment id → modules in the order of the path. `people` are rows of `queries`, all of one organisation.

    What is kept for others, passed over, or out of somebody's plan, is not in their modules.
    """
    if not people:
        return {}
    ids, day = [row.id for row in people], today()
    paths = {row.id: outline(session, row.edition_id) for row in people}
    closed = identity.closed_days(session, people[0].organisation_id)
    hidden = hidden_of_many(session, paths)
    dates = {(row.enrolment_id, row.sequence_id): row for row in queries.plans(session, ids)}
    omitted = {(row.enrolment_id, row.sequence_id) for row in queries.omissions(session, ids)}
    sent: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for row in queries.reminders(session, ids):
        sent[row.enrolment_id, row.sequence_id].append(Sent(local(row.at).date(), row.late_days, row.by is None))
    states: dict[str, dict[str, str]] = defaultdict(dict)
    for row in learning.states_of_many(session, ids):
        states[row.enrolment_id][row.activity_id] = row.state
    shapes = {course.edition_id: remote_work(course) for course in paths.values()}
    found: dict[str, list[Module]] = {}
    for person in people:
        mine, kept_for_others = states[person.id], hidden.get(person.id, frozenset())
        found[person.id] = []
        for sequence_id, title, block_id, activities in shapes[paths[person.id].edition_id]:
            key = (person.id, sequence_id)
            own = tuple(one for one in activities if one.id not in kept_for_others and mine.get(one.id) != SKIPPED)
            if not own or key in omitted:
                continue
            when, reminded = dates.get(key), sent.get(key, [])
            due_on, starts_on = (when.due_on, when.starts_on) if when else (None, None)
            done = sum(mine.get(one.id) == DONE for one in own)
            status = rules.status_of(person.status, done, len(own), starts_on, due_on, day, reminded)
            late = rules.late_days(due_on, day, closed) if status in (Status.LATE, Status.REMINDED) else 0
            found[person.id].append(
                Module(sequence_id, title, block_id, own, done, starts_on, due_on, late, tuple(reminded), status)
            )
    return found
