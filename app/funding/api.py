"""Funding for machines."""

from typing import Annotated

from fastapi import Query

from app.core.access import require
from app.core.clock import today
from app.core.periods import Period, read_period
from app.funding import policies
from app.funding.nomenclature.bpf import form_for
from app.funding.participants import figures, reading
from app.funding.queries import years as queries
from app.funding.reports import services as reports
from app.funding.schemas import (
    CellOut,
    CheckOut,
    FunderReportOut,
    IndicatorOut,
    LineOut,
    PauseOut,
    ReportOut,
    YearOut,
    YearsOut,
)
from app.funding.years import services as years
from app.web.doors import ApiActor, Reading, api

router = api("funding")
From = Annotated[str, Query(alias="from", max_length=40, description="first day, as 2026-01-01; none: twelve months")]
To = Annotated[str, Query(alias="to", max_length=40, description="last day; none: today")]
Funder = Annotated[str, Query(max_length=40, description="id of a funder")]


@router.get("/funding/years")
def list_years(session: Reading, actor: ApiActor) -> YearsOut:
    """The accounting years of the organisation, the latest first."""
    require(policies.may_read_funding(actor))
    return YearsOut(
        items=[
            YearOut(
                id=row.id, start=row.starts_on, end=row.ends_on, form=form_for(Period(row.starts_on, row.ends_on)).key
            )
            for row in queries.years(session, actor.organisation_id)
        ]
    )


@router.get("/funding/years/{year_id}")
def read_year(session: Reading, actor: ApiActor, year_id: str) -> ReportOut:
    """The yearly report (BPF): every cell, the amounts typed, the controls, what is missing."""
    found = years.report(session, actor, year_id)
    cells = [
        CellOut(key=line.key, learners=line.cell.count, hours=line.cell.hours)
        for frame in (found.figures.c, found.figures.f1, found.figures.f3, found.figures.f4)
        for line in frame.every()
    ]
    for key in ("f1.total", "f2", "f3.total", "f4.total", "g", "own"):
        cell = found.figures.cell(key)
        if cell is not None:
            cells.append(CellOut(key=key, learners=cell.count, hours=cell.hours))
    return ReportOut(
        id=found.id,
        start=found.year.start,
        end=found.year.end,
        form=found.form.key,
        cells=cells,
        amounts=dict(found.typed),
        checks=[CheckOut(name=one.name, left=one.left, right=one.right, holds=one.holds) for one in found.checks],
        missing=[gap.sentence for gap in found.gaps] + [gap.words for gap in found.legal_gaps],
    )


@router.get("/funding/participants/indicators")
def read_indicators(
    session: Reading, actor: ApiActor, first: From = "", last: To = "", funder: Funder = ""
) -> list[IndicatorOut]:
    """Indicators of the European Social Fund in a period; those on special categories are not given to machines."""
    require(policies.may_read_funding(actor))
    period = read_period(first, last, today=today(), names=("from", "to"))
    people = reading.participants(session, actor, funder)
    return [
        IndicatorOut(
            code=one.indicator.code, name=one.indicator.name, moment=one.indicator.moment, by_sex=dict(one.by_sex),
            value=one.value, asked=one.asked, known=one.known, refused=one.refused, silent=one.silent,
            unreachable=one.unreachable, rate=one.rate,
        )
        for one in figures.counts(reading.form_of(period), people, period)
    ]  # fmt: skip


@router.get("/funding/reports")
def read_report(session: Reading, actor: ApiActor, funder: Funder, first: From = "", last: To = "") -> FunderReportOut:
    """Entries, interruptions, exits and hours of the paths that a funder pays for."""
    period = read_period(first, last, today=today(), names=("from", "to"))
    found = reports.report(session, actor, funder, period)
    return FunderReportOut(
        funder=found.funder,
        start=period.start,
        end=period.end,
        digest=found.digest,
        lines=[
            LineOut(
                enrolment_id=line.enrolment_id, name=line.learner, reference=line.reference, share=line.share,
                entered_on=line.entered_on, pauses=[PauseOut(start=since, end=until) for since, until in line.pauses],
                left_on=line.left_on, outcome=line.outcome, minutes=line.minutes, on_site=line.on_site, live=line.live,
                accompaniment=line.accompaniment, retained=line.retained,
            )
            for line in found.lines
        ],
    )  # fmt: skip
