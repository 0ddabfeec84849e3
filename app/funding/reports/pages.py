"""/financeurs/rapports: entries, interruptions and exits for one funder, to read, sign and send."""

from datetime import timedelta
from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.core.trail import concerns
from app.files.answers import answer
from app.funding import policies
from app.funding.queries import paths
from app.funding.queries import reports as queries
from app.funding.reports import files, services, signing
from app.identity import organisations
from app.reporting.rules import month_of
from app.reporting.words import dates
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show
from app.web.workbooks import download

router = pages("funding")
Asked = Annotated[str, Query(max_length=60)]


def _period(du: str, au: str) -> Period:
    """The month before, when nothing is said."""
    last = month_of(month_of(today()).start - timedelta(days=1))
    return read_period(du or last.start.isoformat(), au or last.end.isoformat(), today=today())


@router.get("/financeurs/rapports")
def report(
    request: Request, session: Reading, actor: CurrentActor, financeur: Asked = "", du: Asked = "", au: Asked = ""
) -> Response:
    require(policies.may_read_funding(actor))
    try:
        return _show(request, session, actor, financeur, _period(du, au))
    except Invalid as error:
        return _show(request, session, actor, financeur, _period("", ""), error, du=du, au=au)


@router.post("/financeurs/rapports")
def sign(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    funder = only(posted, "financeur")
    try:
        period = _period(only(posted, "du"), only(posted, "au"))
        signed = signing.sign(session, actor, funder, period, only(posted, "capacity"))
    except Invalid as error:
        typed = {name: only(posted, name) for name in ("du", "au", "capacity")}
        try:
            again = _period(typed["du"], typed["au"])
        except Invalid:
            again = _period("", "")
        return _show(request, session, actor, funder, again, error, **typed)
    words = _("Le rapport n° %(number)s est signé et noté au registre. Téléchargez-le pour l'envoyer.")
    return go(f"/financeurs/rapports?financeur={funder}&{period.query}", words % {"number": signed.number})


def _show(
    request: Request,
    session: Session,
    actor: Actor,
    funder_id: str,
    period: Period,
    error: Invalid | None = None,
    **typed: str,
) -> Response:
    funders = [row for row in paths.funders(session, actor.organisation_id) if row.paths or row.report]
    chosen = funder_id or (funders[0].id if funders else "")
    found = services.report(session, actor, chosen, period) if chosen else None
    signed = queries.signed(session, actor.organisation_id, chosen) if chosen else []
    legal = organisations.legal_identity(session, actor.organisation_id)
    return show(
        request,
        "funding/report.html",
        status=error.status if error else 200,
        found=found,
        lines=[(line, files.pauses_of(line)) for line in found.lines] if found else [],
        period=period,
        when=dates(period),
        query=f"financeur={chosen}&{period.query}",
        funders=[(row.id, row.name) for row in funders],
        chosen=chosen,
        start=typed.get("du", period.start.isoformat()),
        end=typed.get("au", period.end.isoformat()),
        capacity=typed.get("capacity", legal.capacity),
        signed=[
            (
                row, dates(Period(row.starts_on, row.ends_on)),
                found is not None and row.digest == found.digest and (row.starts_on, row.ends_on) == (period.start, period.end),
                (row.starts_on, row.ends_on) == (period.start, period.end),
            )
            for row in signed
        ],
        over=period.end <= today(),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


@router.get("/financeurs/rapports.xlsx")
def as_workbook(
    session: Reading, actor: CurrentActor, financeur: Asked = "", du: Asked = "", au: Asked = ""
) -> Response:
    found = services.report(session, actor, financeur, _period(du, au))
    concerns(line.enrolment_id for line in found.lines)
    return download(files.report_workbook(found), "rapport")


@router.get("/financeurs/rapports.pdf")
def as_pdf(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    financeur: Asked = "",
    du: Asked = "",
    au: Asked = "",
    numero: Annotated[int, Query(ge=0, le=10**6)] = 0,
) -> Response:
    """The report as it is today, to be signed by hand; `numero`: the one that was signed, as it was."""
    if numero:
        return answer(request, signing.signed_file(session, actor, financeur, numero))
    found = services.report(session, actor, financeur, _period(du, au))
    legal = organisations.legal_identity(session, actor.organisation_id)
    concerns(line.enrolment_id for line in found.lines)
    return Response(
        files.report_pdf(found, legal),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="rapport-{found.period.start.isoformat()}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
