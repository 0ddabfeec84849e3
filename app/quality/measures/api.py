"""Figures for machines, by scope, with the cases behind each."""

from typing import Annotated, Any

from fastapi import Query

from app.core.clock import today
from app.core.periods import read_period
from app.quality import exports
from app.quality.measures import queries, scopes, services
from app.quality.schemas import CaseOut, FigureOut
from app.web.doors import ApiActor, Reading, api
from app.web.paging import After, Page, after_id, cursor

router = api("quality")

From = Annotated[
    str, Query(alias="from", max_length=40, description="first day, as 2026-01-01; twelve months by default")
]
To = Annotated[str, Query(alias="to", max_length=40, description="last day; today by default")]
Of = Annotated[
    str,
    Query(alias="scope", max_length=100, description="organisation, course:SLUG or ID, funder:ID, site:ID"),
]


@router.get("/quality/figures")
def figures(session: Reading, actor: ApiActor, first: From = "", last: To = "", of: Of = "") -> list[FigureOut]:
    """Every result of a period and a scope, with its formula. A formula that changed in the period is there twice."""
    period = read_period(first, last, today=today(), names=("from", "to"))
    found = services.read_figures(session, actor, period, scopes.scope_for(session, actor, of))
    return [FigureOut.model_validate(exports.figure_data(figure)) for figure in found]


@router.get("/quality/figures/{name}/cases")
def cases(
    session: Reading,
    actor: ApiActor,
    name: str,
    first: From = "",
    last: To = "",
    of: Of = "",
    side: Annotated[str, Query(max_length=20, description="numerator, denominator or left-out")] = queries.NUMERATOR,
    since: Annotated[
        str, Query(max_length=10, description="which formula, by its first day, when several hold in the period")
    ] = "",
    after: After = "",
) -> Page[CaseOut]:
    """The rows that a figure counts, or leaves out and why. Names only for those who may see them."""
    period = read_period(first, last, today=today(), names=("from", "to"))
    scope = scopes.scope_for(session, actor, of)
    found = services.read_behind(session, actor, name, period, scope, side, since, after_id(after))
    return Page(items=[_case(row) for row in found.rows], next=cursor(found.next) if found.next else None)


def _case(row: services.Row) -> CaseOut:
    shown: dict[str, Any] = {
        "person": row.who, "enrolment_id": row.enrolment_id, "course": row.course, "on": row.on_day,
        "part": exports.short(row.part), "whole": exports.short(row.whole), "why": row.why,
    }  # fmt: skip
    return CaseOut.model_validate(shown)
