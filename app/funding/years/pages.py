"""/financeurs/bilans: accounting years, the report of one, the rows behind a cell, the files."""

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.core.periods import Period
from app.funding import policies
from app.funding.nomenclature.bpf import form_for
from app.funding.queries import years as queries
from app.funding.years import documents, figures, services, showing, workbook
from app.funding.years.services import Report, last_closed_year
from app.reporting.words import HALF_DAYS
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import go, show
from app.web.workbooks import download

router = pages("funding")
Text = Annotated[str, Form(max_length=40)]


@router.get("/financeurs/bilans")
def years(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_read_funding(actor))
    return _list(request, session, actor)


@router.post("/financeurs/bilans")
def open_year(
    request: Request, session: Writing, actor: CurrentActor, starts_on: Text = "", ends_on: Text = ""
) -> Response:
    try:
        opened = services.open_year(session, actor, starts_on, ends_on)
    except Invalid as error:
        return _list(request, session, actor, error, starts_on=starts_on, ends_on=ends_on)
    return go(f"/financeurs/bilans/{opened.id}", _("L'exercice est ouvert. Commencez par les données manquantes."))


def _list(request: Request, session: Session, actor: Actor, error: Invalid | None = None, **typed: str) -> Response:
    offered = last_closed_year(today())
    rows = queries.years(session, actor.organisation_id)
    return show(
        request,
        "funding/years.html",
        status=error.status if error else 200,
        years=[(row, form_for(Period(row.starts_on, row.ends_on)).name) for row in rows],
        typed=typed or {"starts_on": offered.start.isoformat(), "ends_on": offered.end.isoformat()},
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


@router.get("/financeurs/bilans/{year_id}")
def year(request: Request, session: Reading, actor: CurrentActor, year_id: str) -> Response:
    return _year(request, services.report(session, actor, year_id))


@router.post("/financeurs/bilans/{year_id}")
def save(request: Request, session: Writing, actor: CurrentActor, year_id: str, posted: Posted) -> Response:
    typed = {name: only(posted, name) for name in posted}
    try:
        services.save_typed(session, actor, year_id, typed, number(posted, "version"))
    except (Invalid, Conflict) as error:
        return _year(request, services.report(session, actor, year_id), typed, error)
    return go(f"/financeurs/bilans/{year_id}#controles", _("Les montants sont enregistrés, avec votre nom et la date."))


def _year(
    request: Request, report: Report, typed: dict[str, str] | None = None, error: Invalid | Conflict | None = None
) -> Response:
    fields = error.fields if isinstance(error, Invalid) else []
    kept = {key: str(value) for key, value in report.typed.items()}
    found = report.figures
    return show(
        request,
        "funding/year.html",
        status=error.status if error else 200,
        report=report,
        when=showing.year_words(report),
        here=f"/financeurs/bilans/{report.id}",
        identity=showing.identity_of(report),
        general=showing.general_of(report),
        director=showing.director_of(report),
        hands=showing.hands_of(report),
        titles={key: _(title) for key, title in showing.FRAMES.items()},
        origins=list(zip(report.form.origins, found.c.lines, strict=True)),
        frames={key: (showing.lines_of(frame), frame) for key, frame in
                (("f1", found.f1), ("f3", found.f3), ("f4", found.f4))},
        part=None if report.part_of_turnover is None else 100 * report.part_of_turnover,
        typed=kept | (typed or {}),
        problem=error.detail if error and not fields else "",
        fields=fields,
        errors={field.field: field.message for field in fields},
    )  # fmt: skip


@router.get("/financeurs/bilans/{year_id}/lignes")
def rows(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    year_id: str,
    cellule: Annotated[str, Query(max_length=60)] = "own",
) -> Response:
    report = services.report(session, actor, year_id)
    if cellule in figures.HANDS:
        return _taught(request, report, cellule)
    cell = report.figures.cell(cellule)
    if cell is None:
        raise NotFound(_("Cette ligne n'est pas dans ce bilan. Ouvrez-la depuis la page du bilan."))
    inside = set(cell.paths)
    found = [path for path in report.paths if path.id in inside]
    return show(
        request,
        "funding/year_rows.html",
        report=report,
        when=showing.year_words(report),
        title=_title(report, cellule),
        cell=cell,
        rows=[
            (path, f"/heures/lignes?pour=person:{path.id}&du={report.year.start}&au={report.year.end}")
            for path in found
        ],
        back=f"/financeurs/bilans/{report.id}",
        total=formats.hours(sum(path.minutes for path in found)),
        shared=cellule.startswith("c."),
    )


def _taught(request: Request, report: Report, key: str) -> Response:
    """Frame E: who taught, by person and half-day."""
    name, hands = next(((name, hands) for each, name, hands in showing.hands_of(report) if each == key), ("", None))
    if hands is None:
        raise NotFound(_("Cette ligne n'est pas dans ce bilan. Ouvrez-la depuis la page du bilan."))
    rows = sorted(
        figures.taught_by(key, report.taught, report.external),
        key=lambda row: (row.trainer or "", row.day, row.session_id),
    )
    people: dict[str, list[Any]] = {}
    for row in rows:
        people.setdefault(row.trainer or _("Sans formateur"), []).append(row)
    return show(
        request,
        "funding/year_taught.html",
        when=showing.year_words(report),
        title=f"{_(showing.FRAMES['e'])} : {name}",
        hands=hands,
        people=[(who, found, sum(row.minutes for row in found)) for who, found in people.items()],
        half_days=HALF_DAYS,
        back=f"/financeurs/bilans/{report.id}",
    )


def _title(report: Report, key: str) -> str:
    frame, _dot, line = key.partition(".")
    words: dict[str, str] = {title: _(name) for title, name in showing.FRAMES.items()}
    if line in ("total", ""):
        return words.get(frame, _("Toutes les heures suivies"))
    if line == "unsaid":
        return f"{words[frame]} : {_('à classer')}"
    for each in (report.figures.c, report.figures.f1, report.figures.f3, report.figures.f4):
        for one in each.every():
            if one.key == key:
                return f"{words[frame]} : {showing.name_of(one)}"
    return words.get(frame, "")


@router.get("/financeurs/bilans/{year_id}/bilan.xlsx")
def year_as_workbook(session: Reading, actor: CurrentActor, year_id: str) -> Response:
    return download(workbook.report_workbook(services.report(session, actor, year_id)), "bilan")


@router.get("/financeurs/bilans/{year_id}/bilan.pdf")
def year_as_pdf(session: Reading, actor: CurrentActor, year_id: str) -> Response:
    report = services.report(session, actor, year_id)
    return Response(
        documents.report_pdf(report),
        media_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="bilan-{report.year.end.isoformat()}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
