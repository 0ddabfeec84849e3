"""What pages say of candidates: steps with their state, delays in words, the columns of the board."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.admissions import queries, rules
from app.core.clock import local, today
from app.core.db import AnyRow
from app.core.i18n import _


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as somebody lives it; `state` empty: not begun."""

    id: str
    name: str
    asks: str
    required: bool
    kind: str
    state: str
    state_label: str
    state_kind: str
    planned_at: datetime | None
    place: str
    session_id: str
    done_on: date | None
    settled_by: str
    archived: bool


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the board."""

    row: Any
    waits: int  # days since the first contact
    late: int  # days over what is due; none: not late
    way: str


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    title: str
    lines: tuple[Line, ...]


def stages() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in rules.STAGES.items()]


def ways() -> list[tuple[str, str]]:
    return [(way.value, _(label)) for way, label in rules.WAYS.items()]


def state_words(state: str) -> tuple[str, str]:
    """The state of an application in words, and the kind of its badge."""
    said, kind = rules.STATES[rules.State(state)]
    return _(said), kind


def steps_shown(session: Session, row: AnyRow) -> list[StepShown]:
    """The steps of the organisation with what has become of each; an archived one only when it was begun."""
    begun = {one.step_id: one for one in queries.steps_of(session, row.id)}
    found = []
    for step in queries.steps(session, row.organisation_id, archived=True):
        one = begun.get(step.id)
        if step.archived_at is not None and one is None:
            continue
        label, kind = rules.STEP_STATES[rules.StepState(one.state)] if one else ("", "plain")
        found.append(
            StepShown(
                step.id, step.name, step.asks, step.required, step.kind, one.state if one else "",
                _(label) if label else "", kind, one.planned_at if one else None, one.place if one else "",
                (one.session_id or "") if one else "", one.done_on if one else None,
                (one.settled_by_name or "") if one else "", step.archived_at is not None,
            )
        )  # fmt: skip
    return found


def lines(rows: Sequence[AnyRow]) -> list[Line]:
    return [
        Line(
            row,
            rules.waited(local(row.contacted_at).date(), today()),
            rules.waited(row.due_on, today()) if row.due_on else 0,
            _(rules.WAYS[rules.Way(row.way)]),
        )
        for row in rows
    ]


def board(steps: Sequence[AnyRow], rows: Sequence[AnyRow]) -> list[Column]:
    """Who must be answered, then each step, then the decision; in each, what is due first at the top."""
    found = lines(rows)
    columns = [Column("repondre", _("À répondre d'abord"), tuple(one for one in found if one.row.answered_at is None))]
    for step in steps:
        here = tuple(one for one in found if one.row.answered_at is not None and one.row.step_id == step.id)
        columns.append(Column(step.id, step.name, here))
    left = tuple(one for one in found if one.row.answered_at is not None and one.row.step_id is None)
    columns.append(Column("decider", _("À décider"), left))
    return columns
