"""/candidatures/chiffres: waiting times and decisions of a period, on a page and in a spreadsheet."""

from fastapi import Request, Response

from app.admissions import figures, policies
from app.core.access import require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.periods import read_period
from app.web import spreadsheets
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("admissions")


@router.get("/candidatures/chiffres")
def page(request: Request, session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    require(policies.may_see_figures(actor))
    errors: dict[str, str] = {}
    try:
        period = read_period(du, au, today=today())
    except Invalid as error:
        errors = {field.field: field.message for field in error.fields}
        period = read_period("", "", today=today())
    return show(
        request,
        "admissions/figures.html",
        status=422 if errors else 200,
        found=figures.of_period(session, actor, period),
        period=period,
        asked={"du": du or period.start.isoformat(), "au": au or period.end.isoformat()},
        errors=errors,
        may_receive=bool(policies.may_receive(actor)),
    )


@router.get("/candidatures/chiffres.csv")
def file(session: Reading, actor: CurrentActor, du: str = "", au: str = "") -> Response:
    period = read_period(du, au, today=today())
    found = figures.of_period(session, actor, period)
    name = f"candidatures-{period.start.isoformat()}-{period.end.isoformat()}.csv"
    return Response(
        spreadsheets.sheet(list(figures.rows_of(found))),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
