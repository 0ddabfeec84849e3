"""A new edition of a course, for those who are on their way: their plans gain and lose what the course does."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now, today
from app.core.i18n import _, ngettext
from app.core.ids import new_id
from app.courses.outline import Outline
from app.enrolments import queries, rules
from app.identity import queries as identity

Rows = Sequence[Row[*tuple[Any, ...]]]
LeftOut = Callable[[Session, str], frozenset[tuple[str, str]]]  # a course → (enrolment, sequence) not in that plan

_left_out: LeftOut | None = None


def plug_left_out(left_out: LeftOut) -> None:
    """What was taken out of somebody's plan is known upstairs: a new edition does not bring it back."""
    global _left_out
    _left_out = left_out


def carry_plans_over(session: Session, actor: Actor, outline: Outline) -> int:
    """Give every open path the dates of the sequences that it did not have, and take away those to come that the course
    has no more, unless something was done there. How many paths have changed; a few statements for any number."""
    paths = queries.on_their_way(session, outline.course_id)
    if not paths:
        return 0
    ids = [sequence.id for sequence in outline.sequences]
    missing = queries.missing_in_plans(session, outline.course_id, ids)
    if missing and _left_out is not None:
        out = _left_out(session, outline.course_id)
        missing = [row for row in missing if (row.enrolment_id, row.sequence_id) not in out]
    left_over = queries.left_over_in_plans(session, outline.course_id, ids, today())
    if not missing and not left_over:
        return 0
    connection = session.connection()
    if missing:
        connection.execute(queries.NEW_PLAN, _items(session, outline, paths, missing))
    if left_over:
        connection.execute(
            queries.DROP_PLAN,
            [{"of_enrolment": row.enrolment_id, "of_sequence": row.sequence_id} for row in left_over],
        )
    queries.move_ends(session, outline.course_id)
    changes = _changes(actor, outline, missing, left_over)
    connection.execute(queries.NEW_CHANGES, changes)
    return len(changes)


def _items(session: Session, outline: Outline, paths: Rows, missing: Rows) -> list[dict[str, Any]]:
    """The rows to add: each sequence on the days that it falls for each person, their stops taken into account."""
    closed = identity.closed_days(session, outline.organisation_id)
    changes: dict[str, list[Any]] = defaultdict(list)
    for change in queries.stop_changes_on_their_way(session, outline.course_id):
        changes[change.enrolment_id].append(change)
    stops = {key: rules.stops(found) for key, found in changes.items()}
    entries = {path.id: path.starts_on for path in paths}
    known: dict[tuple[date, tuple[rules.Stop, ...]], rules.Calendar] = {}  # most people share theirs with a whole group
    sequences = {sequence.id: sequence for sequence in outline.sequences}
    rows = []
    for row in missing:
        mine = (entries[row.enrolment_id], stops.get(row.enrolment_id, ()))
        calendar = known.get(mine)
        if calendar is None:
            calendar = known[mine] = rules.Calendar(*mine, closed)
        sequence = sequences[row.sequence_id]
        rows.append(
            {
                "enrolment_id": row.enrolment_id,
                "sequence_id": row.sequence_id,
                "organisation_id": outline.organisation_id,
                "starts_on": calendar.day(sequence.opens_on_day),
                "due_on": calendar.day(sequence.due_on_day),
            }
        )
    return rows


def _changes(actor: Actor, outline: Outline, missing: Rows, left_over: Rows) -> list[dict[str, Any]]:
    """One line of history for each path that has changed."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for index, rows in enumerate((missing, left_over)):
        for row in rows:
            counts[row.enrolment_id][index] += 1
    moment, day = now(), today()
    return [
        {
            "id": new_id(),
            "organisation_id": outline.organisation_id,
            "enrolment_id": enrolment_id,
            "what": "edition",
            "reason": _told(outline.number, added, removed),
            "actor_id": actor.account_id,
            "at": moment,
            "effective_on": day,
        }
        for enrolment_id, (added, removed) in counts.items()
    ]


def _told(number: int, added: int, removed: int) -> str:
    parts = [_("Le parcours a changé : édition %(number)s.") % {"number": number}]
    if added:
        parts.append(
            ngettext("%(num)s séquence ajoutée au plan.", "%(num)s séquences ajoutées au plan.", added) % {"num": added}
        )
    if removed:
        parts.append(
            ngettext("%(num)s séquence retirée du plan.", "%(num)s séquences retirées du plan.", removed)
            % {"num": removed}
        )
    return " ".join(parts)
