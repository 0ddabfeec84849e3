"""Who came, who is here, who left and how."""

from typing import Any

from sqlalchemy import Select, String, and_, case, cast, exists, func, or_, select

from app.admissions.models import Application
from app.enrolments.exits.nomenclature import UNKNOWN, versions
from app.enrolments.models import Enrolment
from app.ledger.kinds import Kind
from app.ledger.models import LedgerEntry
from app.quality.measures.queries.base import CAME, CLOSED, ONE, Asked, Settings, case_row, cases
from app.quality.measures.sql import days_between
from app.reporting.sql import paris_day

Rows = Select[*tuple[Any, ...]]

ABANDONED = tuple(sorted({one.code for v in versions() for one in v.outcomes.values() if one.abandonment}))
POSITIVE = tuple(sorted({one.code for v in versions() for one in v.outcomes.values() if one.positive}))
BUSINESS = tuple(sorted({one.code for v in versions() for one in v.outcomes.values() if one.business}))


@cases
def entered(asked: Asked, _settings: Settings) -> Rows:
    why = case((CAME, ""), else_="never_came")
    n = case((CAME, 1), else_=0)
    return case_row(Enrolment.id, Enrolment.id, n, n, Enrolment.starts_on, why=why).where(
        asked.within(), Enrolment.starts_on.between(asked.period.start, asked.period.end)
    )


@cases
def present(asked: Asked, _settings: Settings) -> Rows:
    """Open at the end of the period: what happened afterwards does not change that."""
    return case_row(Enrolment.id, Enrolment.id, ONE, ONE, Enrolment.starts_on).where(
        asked.within(),
        CAME,
        Enrolment.starts_on <= asked.period.end,
        or_(Enrolment.closed_on.is_(None), Enrolment.closed_on > asked.period.end),
    )


def _exits(asked: Asked, part: Any, *, whole: Any = ONE, why: Any = None, label: Any = None) -> Rows:
    """The cohort of exits. Whoever left before the entry never came: shown, and not counted."""
    gone = not_came()
    counted = case((gone, 0), else_=whole)
    reason = case((gone, "never_came"), else_=why if why is not None else "")
    inside = case((gone, 0), else_=part)
    return case_row(Enrolment.id, Enrolment.id, inside, counted, Enrolment.closed_on, why=reason, label=label).where(
        asked.within(), CLOSED, Enrolment.closed_on.between(asked.period.start, asked.period.end)
    )


def not_came() -> Any:
    return Enrolment.closed_on < Enrolment.starts_on


def abandoned() -> Any:
    """Before the end, and for nothing that is a success; what is not said counts as one."""
    said = Enrolment.exit_reason
    return and_(Enrolment.status == "left", or_(said.is_(None), said == "", said.in_(ABANDONED)))


def reason() -> Any:
    return func.coalesce(Enrolment.exit_reason, "")


@cases
def finished(asked: Asked, _settings: Settings) -> Rows:
    return _exits(asked, ONE, label=reason()).where(Enrolment.status == "finished")


@cases
def left(asked: Asked, _settings: Settings) -> Rows:
    return _exits(asked, ONE, label=reason()).where(Enrolment.status == "left")


@cases
def completion(asked: Asked, _settings: Settings) -> Rows:
    return _exits(asked, case((Enrolment.status == "finished", 1), else_=0))


@cases
def interruption(asked: Asked, _settings: Settings) -> Rows:
    return _exits(asked, case((Enrolment.status == "left", 1), else_=0))


@cases
def abandon(asked: Asked, _settings: Settings) -> Rows:
    """Its lines are the causes: each is a part of all the exits."""
    return _exits(asked, case((abandoned(), 1), else_=0), label=case((abandoned(), reason())))


@cases
def positive_all(asked: Asked, _settings: Settings) -> Rows:
    return _exits(asked, case((Enrolment.exit_reason.in_(POSITIVE), 1), else_=0))


@cases
def positive_known(asked: Asked, _settings: Settings) -> Rows:
    unknown = reason().in_(("", UNKNOWN))
    return _exits(
        asked,
        case((Enrolment.exit_reason.in_(POSITIVE), 1), else_=0),
        whole=case((unknown, 0), else_=1),
        why=case((unknown, "unknown_situation"), else_=""),
        label=case((Enrolment.exit_reason.in_(POSITIVE), reason())),
    )


@cases
def paused(asked: Asked, _settings: Settings) -> Rows:
    """Paths followed at least one day; those paused in the period are the part."""
    stopped = (
        exists()
        .where(
            LedgerEntry.organisation_id == asked.organisation_id,
            LedgerEntry.kind == Kind.ENROLMENT_PAUSED.value,
            LedgerEntry.enrolment_id == Enrolment.id,
            LedgerEntry.occurred_at >= asked.period.since,
            LedgerEntry.occurred_at < asked.period.until,
        )
        .correlate(Enrolment)
    )
    return case_row(Enrolment.id, Enrolment.id, case((stopped, 1), else_=0), ONE, Enrolment.starts_on).where(
        asked.within(),
        CAME,
        Enrolment.starts_on <= asked.period.end,
        or_(Enrolment.closed_on.is_(None), Enrolment.closed_on >= asked.period.start),
    )


@cases
def access(asked: Asked, _settings: Settings) -> Rows:
    """Days from the first request to the first day. Written down after the entry: zero days."""
    first = (
        select(Application.enrolment_id, func.min(Application.contacted_at).label("at"))
        .where(Application.organisation_id == asked.organisation_id, Application.enrolment_id.is_not(None))
        .group_by(Application.enrolment_id)
        .subquery("request")
    )
    days = days_between(paris_day(func.coalesce(first.c.at, Enrolment.created_at)), Enrolment.starts_on)
    return (
        case_row(
            Enrolment.id,
            Enrolment.id,
            case((and_(CAME, days > 0), days), else_=0),
            case((CAME, 1), else_=0),
            Enrolment.starts_on,
            why=case((CAME, ""), else_="never_came"),
        )
        .select_from(Enrolment)
        .outerjoin(first, first.c.enrolment_id == cast(Enrolment.id, String))
        .where(asked.within(), Enrolment.starts_on.between(asked.period.start, asked.period.end))
    )
