"""Clocks that a funder has stopped (*gel*). Who holds them says so here; without anybody, nothing is on hold."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

Holding = Callable[[Session, Sequence[str]], dict[str, str]]

_ask: list[Holding] = []


def plug(holding: Holding) -> None:
    """`holding(session, enrolment ids)` answers which are on hold, and why (a short French sentence)."""
    _ask[:] = [holding]


def held(session: Session, enrolment_ids: Sequence[str]) -> dict[str, str]:
    """Enrolment → why its clock is stopped."""
    return _ask[0](session, enrolment_ids) if _ask and enrolment_ids else {}
