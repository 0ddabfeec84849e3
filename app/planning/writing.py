"""A plan that was drawn becomes rows: what has changed is written, and nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.errors import Conflict
from app.enrolments.models import Enrolment
from app.planning import queries
from app.planning.paths import Path
from app.planning.rules import Plan, Seat, Step
from app.scheduling import services as scheduling
from app.scheduling.rules import State


def book(session: Session, actor: Actor, path: Path, seats: Iterable[Seat]) -> None:
    """Take the seats that a plan has chosen, or stand in the waiting lists."""
    for seat in seats:
        try:
            booked = scheduling.book(session, actor, seat.id, path.id)
        except Conflict:  # it was cancelled, filled or closed meanwhile: the step keeps its day, and awaits a session
            continue
        if booked.state is State.BOOKED:
            path.offers.give(seat.id)


class Pen:
    """The rows of several plans, written together."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in _STATEMENTS}

    def write(self, path: Path, plan: Plan) -> None:
        """What differs between the plan kept and the plan drawn. A step that is done stays, whatever is drawn."""
        kept = {key: step for key, step in path.steps.items() if key in path.done}
        self.write_steps(path, plan.steps | kept)
        self.write_items(path, plan.parts)

    def write_steps(self, path: Path, steps: dict[str, Step]) -> None:
        for key, step in steps.items():
            known = path.steps.get(key)
            if known == step:
                continue
            activity = path.outline.activities.get(key)
            if activity is None:
                continue
            if known is None:
                self.rows["new_steps"].append(
                    {
                        "enrolment_id": path.id, "activity_id": key, "organisation_id": path.row.organisation_id,
                        "sequence_id": activity.sequence_id, "starts_on": step.starts_on, "due_on": step.due_on,
                        "minutes": step.minutes,
                    }
                )  # fmt: skip
            else:
                self.rows["move_steps"].append(
                    {
                        "of_enrolment": path.id, "of_activity": key, "to_sequence": activity.sequence_id,
                        "to_start": step.starts_on, "to_due": step.due_on, "to_minutes": step.minutes,
                    }
                )  # fmt: skip
        gone = path.steps.keys() - steps.keys()
        self.rows["drop_steps"] += [{"of_enrolment": path.id, "of_activity": key} for key in sorted(gone)]

    def write_items(self, path: Path, parts: dict[str, tuple[date, date]]) -> None:
        for key, (starts_on, due_on) in parts.items():
            known = path.items.get(key)
            if known is None:
                self.rows["new_items"].append(
                    {
                        "enrolment_id": path.id, "sequence_id": key, "organisation_id": path.row.organisation_id,
                        "starts_on": starts_on, "due_on": due_on,
                    }
                )  # fmt: skip
            elif known != (starts_on, due_on):
                self.rows["move_items"].append(
                    {"of_enrolment": path.id, "of_sequence": key, "to_start": starts_on, "to_due": due_on}
                )
        gone = path.items.keys() - parts.keys()
        self.rows["drop_items"] += [{"of_enrolment": path.id, "of_sequence": key} for key in sorted(gone)]

    def send(self) -> None:
        connection = self.session.connection()
        for name, statement in _STATEMENTS.items():
            if self.rows[name]:
                connection.execute(statement, self.rows[name])
                self.rows[name] = []


_STATEMENTS: dict[str, Any] = {
    "drop_steps": queries.DROP_STEPS,
    "drop_items": queries.DROP_ITEMS,
    "new_steps": queries.NEW_STEPS,
    "new_items": queries.NEW_ITEMS,
    "move_steps": queries.MOVE_STEPS,
    "move_items": queries.MOVE_ITEMS,
}


def ends_on(session: Session, path: Path, last: date | None) -> None:
    """The last planned day of a path."""
    enrolment = session.get_one(Enrolment, path.id)
    if last is not None and enrolment.ends_on != last:
        enrolment.ends_on = last
