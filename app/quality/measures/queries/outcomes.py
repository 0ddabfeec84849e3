"""What people became after they left: news taken so many months later."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, Select, String, and_, case, cast, func, literal, or_, select

from app.enrolments.exits.models import PathExit
from app.enrolments.exits.nomenclature import UNKNOWN
from app.enrolments.exits.queries import IN_FORCE
from app.outcomes.models import SituationAnswer, SituationCheck
from app.outcomes.rules import State, months_after
from app.quality.measures.queries.base import ONE, Asked, Settings, case_row, cases
from app.quality.measures.queries.people import BUSINESS, POSITIVE

Rows = Select[*tuple[Any, ...]]


def _news(asked: Asked) -> CTE:
    """Every piece of news to take of the cohort of exits, with the answer in force."""
    if "news" in asked.shared:
        found: CTE = asked.shared["news"]
        return found
    closed = asked.closed
    made = (
        select(
            SituationCheck.enrolment_id, SituationCheck.month, SituationCheck.due_on, SituationCheck.state,
            SituationAnswer.code, SituationAnswer.active,
        )
        .join(closed, closed.c.id == SituationCheck.enrolment_id)
        .join(
            PathExit,
            and_(PathExit.enrolment_id == SituationCheck.enrolment_id, PathExit.spell == SituationCheck.spell, IN_FORCE),
        )
        .outerjoin(
            SituationAnswer,
            and_(
                SituationAnswer.check_id == SituationCheck.id,
                SituationAnswer.replaced_at.is_(None),
                SituationAnswer.refused.is_(False),
                SituationCheck.state == State.ANSWERED.value,
            ),
        )
        .cte(f"news_{asked.period.start:%Y%m%d}")
    )  # fmt: skip
    asked.shared["news"] = made
    return made


def _why(asked: Asked, news: Any, *, and_then: Any = None) -> Any:
    """Why nothing is known at that date; `and_then` for what is known and still says too little."""
    stages: list[tuple[Any, Any]] = [
        (news.c.state == State.REFUSED.value, "refused"),
        (news.c.state == State.UNREACHABLE.value, "unreachable"),
        (and_(news.c.state == State.ANSWERED.value, _known(news)), and_then if and_then is not None else ""),
        (news.c.state == State.ANSWERED.value, "unknown_situation"),
        (news.c.due_on > asked.today, "not_due"),
        (news.c.state.is_(None), "not_asked"),
    ]
    return case(*stages, else_="pending")


def _known(news: Any) -> Any:
    return and_(news.c.code.is_not(None), news.c.code.not_in(("", UNKNOWN)))


@cases
def positive_later(asked: Asked, settings: Settings) -> Rows:
    closed, news = asked.closed, _news(asked).alias()
    known = and_(news.c.state == State.ANSWERED.value, _known(news))
    key = cast(closed.c.id, String)
    return (
        case_row(
            key,
            key,
            case((and_(known, news.c.code.in_(POSITIVE)), 1), else_=0),
            case((known, 1), else_=0),
            closed.c.closed_on,
            why=_why(asked, news),
            asked=case((and_(~known, func.coalesce(news.c.due_on, closed.c.closed_on) > asked.today), 0), else_=1),
            answered=case((known, 1), else_=0),
        )
        .select_from(closed)
        .outerjoin(news, and_(news.c.enrolment_id == closed.c.id, news.c.month == settings["month"]))
    )


@cases
def created(asked: Asked, settings: Settings) -> Rows:
    """A creation known at the exit or said later stays one. The months of an exit must have passed for it to count."""
    closed, month = asked.closed, settings["month"]
    key = cast(closed.c.id, String)
    at_exit = func.coalesce(closed.c.exit_reason, "").in_(BUSINESS)
    if month == 0:
        return case_row(key, key, case((at_exit, 1), else_=0), ONE, closed.c.closed_on).select_from(closed)
    every = _news(asked)
    said = (
        select(every.c.enrolment_id, func.count().label("n"))
        .where(every.c.month <= month, every.c.code.in_(BUSINESS))
        .group_by(every.c.enrolment_id)
        .subquery()
    )
    then = every.alias()
    known = and_(then.c.state == State.ANSWERED.value, _known(then))
    passed = closed.c.closed_on <= _last_passed(asked, month)
    return (
        case_row(
            key,
            key,
            case((and_(passed, or_(at_exit, said.c.n.is_not(None))), 1), else_=0),
            case((passed, 1), else_=0),
            closed.c.closed_on,
            why=case((passed, ""), else_="not_due"),
            asked=case((passed, 1), else_=0),
            answered=case((and_(passed, known), 1), else_=0),
        )
        .select_from(closed)
        .outerjoin(said, said.c.enrolment_id == closed.c.id)
        .outerjoin(then, and_(then.c.enrolment_id == closed.c.id, then.c.month == month))
    )


@cases
def survival(asked: Asked, settings: Settings) -> Rows:
    """One case for each business that was created, at the exit or by the date asked about."""
    closed, month = asked.closed, settings["month"]
    every = _news(asked)
    before, then = every.alias(), every.alias()
    key = cast(closed.c.id, String)
    said = (
        select(before.c.enrolment_id, func.count().label("n"))
        .where(before.c.month <= month, before.c.code.in_(BUSINESS))
        .group_by(before.c.enrolment_id)
        .subquery()
    )
    known = and_(then.c.state == State.ANSWERED.value, then.c.active.is_not(None))
    created_one = or_(func.coalesce(closed.c.exit_reason, "").in_(BUSINESS), said.c.n.is_not(None))
    return (
        case_row(
            key,
            key,
            case((and_(known, then.c.active), 1), else_=0),
            case((known, 1), else_=0),
            closed.c.closed_on,
            why=case((known, ""), else_=_why(asked, then, and_then=literal("no_answer"))),
        )
        .select_from(closed)
        .outerjoin(said, said.c.enrolment_id == closed.c.id)
        .outerjoin(then, and_(then.c.enrolment_id == closed.c.id, then.c.month == month))
        .where(created_one)
    )


def _last_passed(asked: Asked, months: int) -> date:
    """The last day of exit whose so many months are over today."""
    day = asked.today - timedelta(days=31 * months + 3)
    while months_after(day + timedelta(days=1), months) <= asked.today:
        day += timedelta(days=1)
    return day
