"""The hours of one person's whole path, planned and done, as the room of reporting counts them. It plugs its rule in here,
so that /progression and /heures show the same figures."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.enrolments.queries import EnrolmentRow
from app.learning.rules import Progress


@dataclass(frozen=True, slots=True)
class Gauge:
    """Minutes since the start, whole and by place; `rows` is where each figure opens, by « done.on_site »."""

    planned: int
    done: int
    on_site_planned: int
    remote_planned: int
    on_site: int
    remote: int
    rows: dict[str, str]


Rule = Callable[[Session, EnrolmentRow, frozenset[str]], Gauge]

_rule: list[Rule] = []


def plug_gauge(rule: Rule) -> None:
    """Told once, by the room that counts hours."""
    _rule[:] = [rule]


def gauge_of(session: Session, enrolment: EnrolmentRow, progress: Progress, hidden: frozenset[str]) -> Gauge:
    """The hours of a path, but for what is `hidden` from the person; what its progress knows, where no room counts hours."""
    if _rule:
        return _rule[0](session, enrolment, hidden)
    return Gauge(
        progress.planned, progress.done, progress.on_site_planned, progress.remote_planned, progress.on_site,
        progress.remote, {},
    )  # fmt: skip
