"""What every measure shares: where to look, and the columns of a case.

A case is one row that a figure may count: `part` is what it gives to the numerator, `whole` to the denominator; `why` says
why it is left out, and is empty when it counts. The figure is the sum of its cases and the page behind it shows the same
cases: they cannot disagree.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Float,
    Select,
    String,
    and_,
    cast,
    false,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import Session

from app.core.periods import Period
from app.enrolments.models import Enrolment

ORGANISATION, COURSE, FUNDER, SITE = KINDS = ("organisation", "course", "funder", "site")


@dataclass(frozen=True)
class Asked:
    """Whose figures, of which days. What several measures read is made once, and shared inside one statement."""

    organisation_id: str
    kind: str
    id: str
    period: Period
    now: datetime
    today: date
    reserved: frozenset[str] = frozenset()  # activities kept for a group: due from nobody in general
    shared: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def whole(self) -> bool:
        return self.kind == ORGANISATION

    def within(self) -> ColumnElement[bool]:
        """The paths of the scope, as a condition on Enrolment."""
        here = Enrolment.organisation_id == self.organisation_id
        if self.whole:
            return here
        column = {COURSE: Enrolment.course_id, FUNDER: Enrolment.funder_id, SITE: Enrolment.site_id}.get(self.kind)
        return and_(here, column == self.id) if column is not None else false()

    @cached_property
    def closed(self) -> CTE:
        """The cohort of exits: paths closed in the period by people who had come."""
        return (
            select(
                Enrolment.id, Enrolment.status, Enrolment.exit_reason, Enrolment.closed_on, Enrolment.course_id,
                Enrolment.starts_on,
            )
            .where(self.within(), CLOSED, CAME, Enrolment.closed_on.between(self.period.start, self.period.end))
            .cte(f"closed_{self.period.start:%Y%m%d}")
        )  # fmt: skip


CLOSED = Enrolment.status.in_(("finished", "left"))
CAME = and_(
    Enrolment.status != "admitted",
    or_(Enrolment.closed_on.is_(None), Enrolment.closed_on >= Enrolment.starts_on),  # left before the entry: never came
)

Settings = Mapping[str, Any]
Cases = Callable[[Asked, Settings], Select[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Case:
    """A case that no database can make alone: what was answered is read by the rules of its question."""

    key: str
    enrolment_id: str | None
    part: float
    whole: float
    why: str
    on_day: date
    label: str = ""
    asked: bool = False
    answered: bool = False


Gather = Callable[[Session, Asked, Settings], list[Case]]

CASES: dict[str, Cases] = {}
GATHERED: dict[str, Gather] = {}
SUMMED: dict[str, Callable[[Asked], Select[*tuple[Any, ...]]]] = {}
"""(part, n) of the cases of the same name, for those that are very many, all count, and are read by several measures."""


def cases(function: Cases) -> Cases:
    CASES[function.__name__] = function
    return function


def gathered(function: Gather) -> Gather:
    GATHERED[function.__name__] = function
    return function


ONE: ColumnElement[int] = literal_column("1")
ZERO: ColumnElement[int] = literal_column("0")
COUNTS = literal_column("''", String)  # nothing leaves it out


def case_row(
    key: Any,
    enrolment_id: Any,
    part: Any,
    whole: Any,
    on_day: Any,
    *,
    why: Any = COUNTS,
    label: Any = None,
    asked: Any = ZERO,
    answered: Any = ZERO,
) -> Select[*tuple[Any, ...]]:
    """The columns of every case. `asked` and `answered`: of news to take, whether it was due and whether it is known."""
    return select(
        key.label("key"),
        enrolment_id.label("enrolment_id"),
        cast(part, Float).label("part"),
        cast(whole, Float).label("whole"),
        (why if isinstance(why, ColumnElement) else literal(why)).label("why"),
        (cast(null(), String) if label is None else cast(label, String)).label("label"),
        on_day.label("on_day"),
        asked.label("asked"),
        answered.label("answered"),
    )
