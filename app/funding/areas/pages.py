"""/financeurs/territoires and /financeurs/accompagnement."""

from collections import defaultdict
from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.funding import policies
from app.funding.areas import services
from app.funding.areas.services import COLUMNS, DIMENSIONS, Areas
from app.funding.disclosure import LEAST
from app.funding.queries import hours
from app.reporting.words import dates
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show
from app.web.workbooks import TOTAL, WHOLE, Cell, Formula, Row, Sheet, block, download, workbook

router = pages("funding")
Asked = Annotated[str, Query(max_length=40)]


@router.get("/financeurs/territoires")
def territories(
    request: Request, session: Reading, actor: CurrentActor, par: Asked = "site", du: Asked = "", au: Asked = ""
) -> Response:
    require(policies.may_read_funding(actor))
    try:
        return _show(request, session, actor, par, read_period(du, au, today=today()))
    except Invalid as error:
        return _show(request, session, actor, "site", read_period("", "", today=today()), error, du=du, au=au)


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    par: str,
    period: Period,
    error: Invalid | None = None,
    **typed: str,
) -> Response:
    found = services.areas(session, actor, par, period)
    return show(
        request,
        "funding/areas.html",
        status=error.status if error else 200,
        found=found,
        rows=list(zip(found.names, found.shown.cells, found.shown.rows, strict=True)),
        columns=[_(name) for name in COLUMNS.values()],
        counters=services.counters(session, actor, period),
        period=period,
        when=dates(period),
        dimensions=[(key, _(name)) for key, name in DIMENSIONS.items()],
        dimension=_(DIMENSIONS[par]),
        least=LEAST,
        start=typed.get("du", period.start.isoformat()),
        end=typed.get("au", period.end.isoformat()),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


@router.get("/financeurs/territoires.xlsx")
def as_workbook(session: Reading, actor: CurrentActor, par: Asked = "site", du: Asked = "", au: Asked = "") -> Response:
    """What the page shows, and nothing that it hides: sums live where all their terms are shown."""
    found = services.areas(session, actor, par, read_period(du, au, today=today()))
    heads = [_(DIMENSIONS[found.dimension]), *(_(name) for name in COLUMNS.values()), _("Ensemble")]
    sheet = Sheet(_("Personnes"), _rows(found), heads=heads, widths=(36, 16), frozen_columns=1)
    return download(workbook([sheet], title=_("Personnes par territoire")), "territoires")


def _rows(found: Areas) -> list[Row]:
    hidden = _("masqué")
    shown = found.shown
    last, width = len(found.names), len(COLUMNS)

    def summed(terms: tuple[int | None, ...], value: int | None, cells: str) -> Cell:
        if value is None:
            return hidden
        return value if None in terms or not terms else Formula(f"=SUM({cells})", value, WHOLE)

    rows = []
    for line, (name, cells, total) in enumerate(zip(found.names, shown.cells, shown.rows, strict=True), 1):
        told: list[Cell] = [hidden if value is None else value for value in cells]
        rows.append(Row([name, *told, summed(cells, total, block(line, 1, line, width))]))
    down = [
        summed(tuple(row[column] for row in shown.cells), total, block(1, column + 1, last, column + 1))
        for column, total in enumerate(shown.columns)
    ]
    rows.append(
        Row([_("Ensemble"), *down, summed(shown.rows, shown.whole, block(1, width + 1, last, width + 1))], TOTAL)
    )
    return rows


@router.get("/financeurs/accompagnement")
def accompaniment(request: Request, session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "") -> Response:
    require(policies.may_read_funding(actor))
    error = None
    try:
        period = read_period(du, au, today=today())
    except Invalid as wrong:
        error, period = wrong, read_period("", "", today=today())
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in hours.of_advisers(session, actor.organisation_id, period):
        groups[row.adviser_id or "", row.adviser or _("Sans conseiller")].append(row)
    return show(
        request,
        "funding/accompaniment.html",
        status=error.status if error else 200,
        groups=[
            (adviser_id, name, rows, sum(row.minutes for row in rows), sum(row.minutes for row in rows) // len(rows))
            for (adviser_id, name), rows in groups.items()
        ],
        period=period,
        when=dates(period),
        start=du or period.start.isoformat(),
        end=au or period.end.isoformat(),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )
