"""Exits and what became of people, for machines."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.periods import read_period
from app.enrolments import queries as enrolments
from app.enrolments.exits import queries as exits
from app.enrolments.exits import services as exiting
from app.outcomes import policies, queries
from app.outcomes.figures import results
from app.outcomes.queries import Scope
from app.outcomes.schemas import (
    AnswerIn,
    CorrectionIn,
    ExitIn,
    ExitOut,
    FollowUpNewsOut,
    MomentOut,
    NewsToTakeOut,
    OutcomeOut,
    moment_out,
    news_out,
    outcome_out,
    version_out,
)
from app.outcomes.services import answering, asking, closing
from app.web.doors import ApiActor, Reading, Writing, api

router = api("outcomes")

NEWS_SHOWN = 200


@router.get("/outcomes")
def outcomes(session: Reading, actor: ApiActor) -> list[OutcomeOut]:
    """The list of what people become, as the caller's organisation wants it, with what each line counts as."""
    require(policies.may_see_exit(actor))
    return [outcome_out(one) for one in exits.every_choice(session, actor.organisation_id, today())]


@router.get("/outcomes/figures")
def figures(
    session: Reading,
    actor: ApiActor,
    since: Annotated[str, Query(alias="from", max_length=10, description="2026-12-03")] = "",
    until: Annotated[str, Query(alias="to", max_length=10, description="2026-12-03")] = "",
) -> list[MomentOut]:
    """The exits of a period at each moment: counts with all their denominators, and rates. Twelve months unless said."""
    require(policies.may_read_figures(actor))
    period = read_period(since, until, today=today(), names=("from", "to"))
    found = queries.situations(session, Scope(actor.organisation_id, period.start, period.end))
    months = queries.ways_of(session, actor.organisation_id).months
    return [moment_out(moment) for moment in results(found, months).moments]


@router.get("/enrolments/{enrolment_id}/exit")
def exit_of(session: Reading, actor: ApiActor, enrolment_id: str) -> ExitOut:
    """How a path ended, with its corrections and the news since."""
    require(policies.may_see_exit(actor))
    return _exit(session, actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/exit", status_code=201)
def close(session: Writing, actor: ApiActor, enrolment_id: str, asked: ExitIn) -> ExitOut:
    """End a path, with its closing interview if there was one."""
    interview = asked.interview.interview() if asked.interview else None
    closing.close(
        session, actor, enrolment_id, asked.act, asked.on, asked.outcome, asked.reason, interview, anyway=asked.anyway
    )
    return _exit(session, actor, enrolment_id)


@router.post("/enrolments/{enrolment_id}/exit/corrections", status_code=201)
def correct(session: Writing, actor: ApiActor, enrolment_id: str, asked: CorrectionIn) -> ExitOut:
    """Say the exit otherwise: another version, with its reason. The former stays."""
    exiting.correct_exit(session, actor, enrolment_id, asked.on, asked.outcome, asked.reason, asked.end)
    return _exit(session, actor, enrolment_id)


@router.get("/exits/news")
def news(session: Reading, actor: ApiActor) -> list[NewsToTakeOut]:
    """The news to take now: whose day has come, without an answer. The oldest first, 200 at most."""
    require(policies.may_close(actor))
    return [
        NewsToTakeOut(
            id=row.id, enrolment_id=row.enrolment_id, learner=row.learner_name, month=row.month, due_on=row.due_on,
            asked_times=row.asked_times, attempts=row.attempts, to_call=bool(row.to_call),
        )
        for row in queries.news_to_take(session, actor, today(), NEWS_SHOWN)
    ]  # fmt: skip


@router.post("/exits/news/{check_id}/answers", status_code=201)
def answer(session: Writing, actor: ApiActor, check_id: str, asked: AnswerIn) -> FollowUpNewsOut:
    """Note what somebody told the team of their situation, or that they do not wish to answer."""
    answering.answer_for(session, actor, check_id, asked.said(), asked.via, asked.reason)
    return _news(session, actor, check_id)


@router.post("/exits/news/{check_id}/sendings", status_code=201)
def send_again(session: Writing, actor: ApiActor, check_id: str) -> FollowUpNewsOut:
    """Ask once more, by e-mail and SMS, with the private link."""
    asking.ask_again(session, actor, check_id)
    return _news(session, actor, check_id)


def _exit(session: Session, actor: Actor, enrolment_id: str) -> ExitOut:
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    return ExitOut(
        enrolment_id=enrolment.id,
        versions=[version_out(row) for row in exits.history(session, enrolment.id)],
        news=[news_out(row, today()) for row in queries.checks_of(session, enrolment.id)],
    )


def _news(session: Session, actor: Actor, check_id: str) -> FollowUpNewsOut:
    row = queries.check_for(session, actor, check_id)
    return next(news_out(one, today()) for one in queries.checks_of(session, row.enrolment_id) if one.id == check_id)
