"""What is known of those who left: the exits of a period, and what was asked and said of each since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import AnyRow
from app.enrolments.exits.models import PathExit
from app.enrolments.exits.nomenclature import Outcome, outcome_of
from app.enrolments.exits.queries import IN_FORCE
from app.enrolments.exits.rules import is_abandonment
from app.enrolments.models import Enrolment
from app.identity.models import Account
from app.outcomes import rules
from app.outcomes.models import SituationAnswer, SituationCheck
from app.outcomes.queries.ways import ways_of
from app.outcomes.rules import Standing


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose exits: those of an organisation whose date is in a period, both days included; fewer when more is said."""

    organisation_id: str
    start: date
    end: date
    course_id: str = ""
    funder_id: str = ""
    site_id: str = ""
    adviser_id: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """Where news at one month stands. The outcome is that of the version kept with the answer."""

    month: int
    standing: Standing
    due_on: date
    check_id: str = ""
    code: str = ""
    label: str = ""
    outcome: Outcome | None = None
    active: bool | None = None  # the business still lives
    siret: str = ""
    started_on: date | None = None
    answered_at: datetime | None = None
    asked_times: int = 0
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Situation:
    """One participation that ended: the exit in force, and the news of it, by month."""

    enrolment_id: str
    learner_id: str
    learner_name: str
    course_id: str
    funder_id: str | None
    site_id: str | None
    adviser_id: str | None
    starts_on: date
    status: str  # finished, left
    left_on: date
    code: str
    label: str
    nomenclature: str
    outcome: Outcome | None  # None: not said
    abandonment: bool
    spell: int
    version: int
    checks: Mapping[int, Checked] = field(default_factory=dict)


def situations(
    session: Session, scope: Scope, *, on: date | None = None, months: Sequence[int] = ()
) -> list[Situation]:
    """Every exit of the scope with its news, by date. Three statements, whatever the number of people.

    `on` is the day on which « not due » is judged, today unless said; `months` those of the organisation unless said.
    People who left before their entry never came, and are no exit.
    """
    day = on or today()
    wanted = tuple(months) or ways_of(session, scope.organisation_id).months
    checks: dict[str, dict[int, AnyRow]] = {}
    for row in session.execute(_checks(scope)):
        checks.setdefault(row.enrolment_id, {})[row.month] = row
    return [_situation(row, checks.get(row.enrolment_id, {}), wanted, day) for row in session.execute(_exits(scope))]


def _of(scope: Scope) -> Any:
    """The exits in force of people who came, as a condition on path_exit joined to its enrolment."""
    conditions = [
        PathExit.organisation_id == scope.organisation_id,
        PathExit.left_on.between(scope.start, scope.end),
        PathExit.left_on >= Enrolment.starts_on,
        IN_FORCE,
    ]
    for column, wanted in (
        (Enrolment.course_id, scope.course_id), (Enrolment.funder_id, scope.funder_id),
        (Enrolment.site_id, scope.site_id), (Enrolment.adviser_id, scope.adviser_id),
    ):  # fmt: skip
        if wanted:
            conditions.append(column == wanted)
    return and_(*conditions)


def _exits(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PathExit.enrolment_id, Enrolment.learner_id, Account.name, Enrolment.course_id, Enrolment.funder_id,
            Enrolment.site_id, Enrolment.adviser_id, Enrolment.starts_on, PathExit.status, PathExit.left_on, PathExit.code,
            PathExit.label, PathExit.nomenclature, PathExit.spell, PathExit.version,
        )
        .join(Enrolment, Enrolment.id == PathExit.enrolment_id)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(_of(scope))
        .order_by(PathExit.left_on, PathExit.enrolment_id)
    )  # fmt: skip


def _checks(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            SituationCheck.id, SituationCheck.enrolment_id, SituationCheck.month, SituationCheck.due_on,
            SituationCheck.state, SituationCheck.asked_times, SituationCheck.attempts, SituationAnswer.code,
            SituationAnswer.label, SituationAnswer.nomenclature, SituationAnswer.active, SituationAnswer.siret,
            SituationAnswer.started_on, SituationAnswer.said_at,
        )
        .join(
            PathExit,
            (PathExit.enrolment_id == SituationCheck.enrolment_id) & (PathExit.spell == SituationCheck.spell) & IN_FORCE,
        )
        .join(Enrolment, Enrolment.id == PathExit.enrolment_id)
        .outerjoin(
            SituationAnswer,
            (SituationAnswer.check_id == SituationCheck.id) & SituationAnswer.replaced_at.is_(None),
        )
        .where(_of(scope))
        .order_by(SituationCheck.enrolment_id, SituationCheck.month)
    )  # fmt: skip


def _situation(row: AnyRow, checks: Mapping[int, AnyRow], months: Sequence[int], day: date) -> Situation:
    outcome = outcome_of(row.code, row.nomenclature)
    return Situation(
        row.enrolment_id, row.learner_id, row.name, row.course_id, row.funder_id, row.site_id, row.adviser_id,
        row.starts_on, row.status, row.left_on, row.code, row.label, row.nomenclature, outcome,
        is_abandonment(row.status, outcome), row.spell, row.version,
        {month: _checked(row.left_on, month, checks.get(month), day) for month in months},
    )  # fmt: skip


def _checked(left_on: date, month: int, check: AnyRow | None, day: date) -> Checked:
    if check is None:
        due = rules.months_after(left_on, month)
        return Checked(month, rules.standing_of(None, due, day), due)
    standing = rules.standing_of(check.state, check.due_on, day)
    said = standing is Standing.ANSWERED
    return Checked(
        month, standing, check.due_on, check.id, (check.code or "") if said else "", (check.label or "") if said else "",
        outcome_of(check.code, check.nomenclature) if said else None, check.active if said else None,
        (check.siret or "") if said else "", check.started_on if said else None, check.said_at, check.asked_times,
        check.attempts,
    )  # fmt: skip
