"""What must hold before somebody takes a seat is known upstairs, in learning; it is asked through this plug."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from app.enrolments.queries import EnrolmentRow

WhyNot = Callable[[str | None, date], str]  # the activity of a session, and its day → why no seat; empty: they may
Gate = Callable[[Session, EnrolmentRow], WhyNot]

_gate: Gate | None = None


def plug_gate(gate: Gate) -> None:
    global _gate
    _gate = gate


def gate_for(session: Session, enrolment: EnrolmentRow) -> WhyNot:
    """What is asked of each session that a person looks at."""
    return _gate(session, enrolment) if _gate else (lambda activity_id, day: "")
