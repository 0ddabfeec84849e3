"""What every source shares: where to look, the columns of a row, the joins that several need."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Select, String, and_, cast, func, literal, null, select
from sqlalchemy.orm import aliased

from app.assessment.models import LevelAssessment
from app.courses.models import Course, Edition
from app.enrolments.models import Enrolment
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.scheduling.models import TrainingSession

STAFF_ROLES = ("adviser", "trainer", "quality", "admin")
QUESTIONING = ("quiz", "assignment", "self_assessment")  # the kinds of activity that check what was learnt
ENTERED = ("active", "paused", "finished", "left")  # statuses of somebody who came in
REVIEWED_WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and when to look: one organisation, whole days, and now (what is to come is no lack).

    `number` is the indicator whose documents are looked for.
    """

    organisation_id: str
    start: date
    end: date
    since: datetime
    until: datetime
    now: datetime
    number: int = 0


Rows = Callable[[Scope], Select[Any]]

SOURCES: dict[str, Rows] = {}
LACKS: dict[str, Rows] = {}


def source(function: Rows) -> Rows:
    SOURCES[function.__name__] = function
    return function


def lack(function: Rows) -> Rows:
    LACKS[function.__name__] = function
    return function


def evidence_rows(id_: Any, at: Any, kind: Any, **columns: Any) -> Select[Any]:
    """The columns of every source; those that are not given are empty."""
    text = (
        "person_id",
        "enrolment_id",
        "activity_id",
        "session_id",
        "actor_id",
        "label",
        "proof_kind",
        "proof_id",
    )
    return select(
        id_.label("id"),
        at.label("at"),
        (literal(kind) if isinstance(kind, str) else kind).label("kind"),
        *(columns[name].label(name) if name in columns else cast(null(), String).label(name) for name in text),
        (columns["minutes"] if "minutes" in columns else cast(null(), Integer)).label("minutes"),
    )


def ledger_rows(scope: Scope, *kinds: Kind) -> Select[Any]:
    """Ledger entries of these kinds."""
    return evidence_rows(
        LedgerEntry.id,
        LedgerEntry.occurred_at,
        LedgerEntry.kind,
        person_id=LedgerEntry.person_id,
        enrolment_id=LedgerEntry.enrolment_id,
        activity_id=LedgerEntry.activity_id,
        session_id=LedgerEntry.session_id,
        actor_id=LedgerEntry.actor_id,
        minutes=LedgerEntry.minutes,
        proof_kind=LedgerEntry.proof_kind,
        proof_id=LedgerEntry.proof_id,
    ).where(
        LedgerEntry.organisation_id == scope.organisation_id,
        LedgerEntry.kind.in_([kind.value for kind in kinds]),
        LedgerEntry.occurred_at >= scope.since,
        LedgerEntry.occurred_at < scope.until,
    )


def enrolment_rows(scope: Scope, kind: str, label: Any = None) -> Select[Any]:
    """Enrolments of the organisation, dated by the moment they were made."""
    more = {} if label is None else {"label": label}
    return evidence_rows(
        Enrolment.id,
        Enrolment.created_at,
        kind,
        person_id=Enrolment.learner_id,
        enrolment_id=Enrolment.id,
        **more,
    ).where(Enrolment.organisation_id == scope.organisation_id)


def made_in(scope: Scope) -> Any:
    return and_(Enrolment.created_at >= scope.since, Enrolment.created_at < scope.until)


def entered_in(scope: Scope) -> Any:
    return and_(Enrolment.starts_on.between(scope.start, scope.end), Enrolment.status.in_(ENTERED))


def has_level(stage: str) -> Any:
    return (
        select(LevelAssessment.id)
        .where(LevelAssessment.enrolment_id == Enrolment.id, LevelAssessment.stage == stage)
        .exists()
    )


def session_rows(scope: Scope, kind: str) -> Select[Any]:
    return evidence_rows(
        TrainingSession.id,
        TrainingSession.starts_at,
        kind,
        session_id=TrainingSession.id,
        person_id=TrainingSession.trainer_id,
        label=TrainingSession.title,
    ).where(
        TrainingSession.organisation_id == scope.organisation_id,
        TrainingSession.starts_at >= scope.since,
        TrainingSession.starts_at < scope.until,
        TrainingSession.cancelled_at.is_(None),
    )


def in_force(scope: Scope) -> Any:
    """The latest edition of each course published before the end of the period."""
    other = aliased(Edition)
    latest = select(func.max(other.number)).where(other.course_id == Course.id, other.published_at < scope.until)
    return and_(Edition.organisation_id == scope.organisation_id, Edition.number == latest.scalar_subquery())


def sheet_rows(scope: Scope, kind: str) -> Select[Any]:
    return (
        evidence_rows(Edition.id, Edition.published_at, kind, label=Edition.title)
        .join(Course, Course.id == Edition.course_id)
        .where(in_force(scope))
    )
