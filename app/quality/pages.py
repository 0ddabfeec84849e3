"""The quality board, an indicator with the rows behind it, and the files to take away."""

from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.quality import exports, policies, services
from app.quality.grid import grid_on
from app.quality.measures.catalogue import measures
from app.quality.measures.rules import Figure
from app.quality.services import Board
from app.web.doors import CurrentActor, Reading, pages
from app.web.paging import after_id, cursor
from app.web.templating import show

router = pages("quality")

Du = Annotated[str, Query(max_length=40)]
Au = Annotated[str, Query(max_length=40)]


def period_of(actor: Actor, du: str, au: str) -> Period:
    require(policies.may_read_quality(actor))
    return read_period(du, au, today=today())


def ask_again(request: Request, path: str, du: str, au: str, error: Invalid) -> Response:
    """The form of the period, as it was filled in, with what to mend."""
    errors = {field.field: field.message for field in error.fields}
    return show(
        request,
        "quality/period.html",
        status=422,
        target=path,
        du=du,
        au=au,
        detail=error.detail,
        errors=errors,
        fields=error.fields,
    )


@router.get("/qualite")
def board(request: Request, session: Reading, actor: CurrentActor, du: Du = "", au: Au = "") -> Response:
    try:
        found = services.read_board(session, actor, period_of(actor, du, au))
    except Invalid as error:
        return ask_again(request, "/qualite", du, au, error)
    by_number = {card.indicator.number: card for card in found.cards}
    return show(
        request,
        "quality/board.html",
        board=found,
        period=found.period,
        by_number=by_number,
        with_evidence=sum(1 for c in found.cards if c.indicator.status == "applicable" and c.evidence_count),
        applicable=sum(1 for c in found.cards if c.indicator.status == "applicable"),
        statement=exports.never_a_verdict(),
    )


@router.get("/qualite/indicateurs/{number}")
def indicator(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    number: int,
    du: Du = "",
    au: Au = "",
    preuve: Annotated[str, Query(max_length=60)] = "",
    apres: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    try:
        period = period_of(actor, du, au)
        grid_on(period.end)
    except Invalid as error:
        return ask_again(request, f"/qualite/indicateurs/{number}", du, au, error)
    found = services.read_indicator(session, actor, number, period, preuve, after_id(apres))
    here = f"/qualite/indicateurs/{number}?{period.query}"
    more = f"{here}&preuve={found.chosen}&apres={cursor(found.next)}" if found.next else ""
    return show(
        request,
        "quality/indicator.html",
        detailed=found,
        card=found.card,
        indicator=found.card.indicator,
        grid=found.board.grid,
        period=period,
        here=here,
        more=more,
        concerned=exports.status_words(found.card),
        statement=exports.never_a_verdict(),
        figures=[(code, _(measures().measures[code].title)) for code in found.card.figures],
    )


def _all(session: Session, actor: Actor, du: str, au: str) -> tuple[Board, tuple[Figure, ...]]:
    period = period_of(actor, du, au)
    return services.read_board(session, actor, period), services.read_figures(session, actor, period)


@router.get("/qualite.csv")
def as_csv(request: Request, session: Reading, actor: CurrentActor, du: Du = "", au: Au = "") -> Response:
    found, results = _all(session, actor, du, au)
    return _file(list(exports.spreadsheet(found, results)), "text/csv; charset=utf-8", found.period, "csv")


@router.get("/qualite.json")
def as_json(request: Request, session: Reading, actor: CurrentActor, du: Du = "", au: Au = "") -> Response:
    found, results = _all(session, actor, du, au)
    return _file(list(exports.document(found, results)), "application/json", found.period, "json")


def _file(text: list[str], media_type: str, period: Period, suffix: str) -> Response:
    name = f"qualite-{period.start.isoformat()}-{period.end.isoformat()}.{suffix}"
    return StreamingResponse(
        iter(text),
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
