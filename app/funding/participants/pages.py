"""/financeurs/fse: the indicators of a period, what is missing, the files."""

from typing import Annotated, Any

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.core.trail import concerns
from app.funding import policies
from app.funding.disclosure import LEAST
from app.funding.nomenclature.esf import ENTRY, EXIT, LATER
from app.funding.participants import figures, reading, services, workbook
from app.funding.participants.figures import SEXES, UNKNOWN
from app.funding.queries import paths as queries
from app.funding.words import AWAITED, MOMENTS
from app.funding.words import SEXES as SEX_WORDS
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import show
from app.web.workbooks import download

router = pages("funding")
Asked = Annotated[str, Query(max_length=60)]
SHOWN = 20


@router.get("/financeurs/fse")
def indicators(
    request: Request, session: Reading, actor: CurrentActor, du: Asked = "", au: Asked = "", financeur: Asked = ""
) -> Response:
    require(policies.may_read_funding(actor))
    try:
        period = read_period(du, au, today=today())
    except Invalid as error:
        again = read_period("", "", today=today())
        return _show(request, session, actor, again, financeur, error, du=du, au=au)
    return _show(request, session, actor, period, financeur)


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    period: Period,
    funder_id: str,
    error: Invalid | None = None,
    sealed: dict[str, dict[str, Any]] | None = None,
    **typed: str,
) -> Response:
    form = reading.form_of(period)
    people = reading.participants(session, actor, funder_id)
    counts = figures.counts(form, people, period, sealed)
    todo = figures.to_do(form, people, period, today())
    return show(
        request,
        "funding/esf.html",
        status=error.status if error else 200,
        form=form,
        period=period,
        start=typed.get("du", period.start.isoformat()),
        end=typed.get("au", period.end.isoformat()),
        funder_id=funder_id,
        funders=[
            ("", _("Tous ceux qui la demandent")),
            *((row.id, row.name) for row in queries.funders(session, actor.organisation_id) if row.esf),
        ],
        groups=[
            (moment, _(MOMENTS[moment]), [one for one in counts if one.indicator.moment == moment and not one.indicator.special])
            for moment in (ENTRY, EXIT, LATER)
        ],
        special=[one for one in counts if one.indicator.special],
        opened=sealed is not None,
        least=LEAST,
        sexes=[(sex, _(SEX_WORDS[sex])) for sex in (*SEXES, UNKNOWN)],
        todo=[(one, _(MOMENTS[one.moment]), _(AWAITED[one.problem])) for one in todo[:SHOWN]],
        todo_more=max(0, len(todo) - SHOWN),
        exports=[(one.key, _(one.name)) for one in form.exports],
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


@router.post("/financeurs/fse/protege")
def protected(
    request: Request, session: Writing, actor: CurrentActor, du: Asked = "", au: Asked = "", financeur: Asked = ""
) -> Response:
    """The counts on special categories, small ones hidden: opened by a form, and written down."""
    period = read_period(du, au, today=today())
    sealed = services.open_all_sealed(session, actor)
    response = _show(request, session, actor, period, financeur, sealed=sealed)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/financeurs/fse/lignes")
def rows(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    indicateur: Asked = "EECO01",
    du: Asked = "",
    au: Asked = "",
    financeur: Asked = "",
) -> Response:
    """The participants counted in an ordinary indicator."""
    period = read_period(du, au, today=today())
    people = reading.participants(session, actor, financeur)
    counts = figures.counts(reading.form_of(period), people, period)
    found = next((one for one in counts if one.indicator.code == indicateur), None)
    if found is None:
        raise Invalid(_("Cet indicateur n'ouvre pas de lignes : il n'existe pas, ou il est protégé."))
    return show(
        request,
        "funding/esf_rows.html",
        count=found,
        period=period,
        back=f"/financeurs/fse?{period.query}" + (f"&financeur={financeur}" if financeur else ""),
        sexes={sex: _(SEX_WORDS[sex]) for sex in (*SEXES, UNKNOWN)},
    )


@router.get("/financeurs/fse.xlsx")
def as_workbook(
    session: Reading,
    actor: CurrentActor,
    du: Asked = "",
    au: Asked = "",
    financeur: Asked = "",
    modele: Asked = "",
) -> Response:
    period = read_period(du, au, today=today())
    people = reading.participants(session, actor, financeur)
    concerns((one.last for one in people), people=len(people))
    return download(workbook.participants_workbook(reading.form_of(period), people, period, modele), "fse")
