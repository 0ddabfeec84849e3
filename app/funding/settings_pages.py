"""/financeurs: who funds here, what each asks, what courses aim at, who is paid on invoice."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, Role, require
from app.core.errors import Invalid, NotFound
from app.core.i18n import _
from app.funding import policies
from app.funding.nomenclature.bpf import forms
from app.funding.nomenclature.kinds import kind_of, kinds, specialities
from app.funding.queries import paths as queries
from app.funding.services import profiles
from app.identity import queries as identity
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("funding")
Text = Annotated[str, Form(max_length=200)]


@router.get("/financeurs")
def front(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_read_funding(actor))
    return show(
        request,
        "funding/front.html",
        funders=[
            (row, _(kind_of(row.kind).name), row.kind is not None)
            for row in queries.funders(session, actor.organisation_id)
        ],
        retention=lambda row: row.retention_years or kind_of(row.kind).years,
    )


@router.get("/financeurs/reglages")
def settings(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_set_funding(actor))
    return _settings(request, session, actor)


@router.post("/financeurs/reglages/parcours/{course_id}")
def set_course(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    course_id: str,
    objective: Text = "",
    level: Text = "",
    nsf: Text = "",
) -> Response:
    try:
        profiles.set_course(session, actor, course_id, objective, level, nsf)
    except Invalid as error:
        typed = {"objective": objective, "level": level, "nsf": nsf}
        return _settings(request, session, actor, error, course_id, typed)
    return go(f"/financeurs/reglages#parcours-{course_id}", _("L'objectif et la spécialité sont enregistrés."))


@router.post("/financeurs/reglages/intervenants")
def set_deliverers(session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    require(policies.may_set_funding(actor))
    for name in posted:
        said = only(posted, name)
        if name.startswith("who_") and said in ("internal", "external"):
            profiles.set_deliverer(session, actor, name.removeprefix("who_"), said == "external")
    return go("/financeurs/reglages#intervenants", _("C'est enregistré pour le cadre E du bilan."))


def _settings(
    request: Request,
    session: Session,
    actor: Actor,
    error: Invalid | None = None,
    course_id: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    form = forms()[-1]
    external = {row.account_id: row.external for row in queries.deliverers(session, actor.organisation_id)}
    team: dict[str, str] = {}
    for row in identity.members(session, actor.organisation_id):
        if row.role in (Role.TRAINER, Role.ADVISER, Role.EXPERT):
            team[row.account_id] = row.name
    levels = [(part.key, f"{line.number}. {_(part.name)}") for line in form.objectives for part in line.parts]
    return show(
        request,
        "funding/settings.html",
        status=error.status if error else 200,
        form=form,
        courses=queries.courses(session, actor.organisation_id),
        objectives=[("", _("Pas encore dit")), *((line.key, f"{line.number}. {_(line.name)}") for line in form.objectives)],
        levels=[("", _("Sans objet")), *levels],
        specialities=[("", _("Pas encore dite")), *((code, f"{code} {_(name)}") for code, name in specialities().items())],
        team=[
            (account, name, ("external" if external[account] else "internal") if account in external else "")
            for account, name in sorted(team.items(), key=lambda one: one[1].casefold())
        ],
        sorts=[("", _("Pas encore dit")), ("internal", _("De l'organisme")), ("external", _("Extérieur, sur facture"))],
        wrong=course_id,
        typed=typed or {},
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )  # fmt: skip


@router.get("/financeurs/fiche/{funder_id}")
def funder(request: Request, session: Reading, actor: CurrentActor, funder_id: str) -> Response:
    require(policies.may_set_funding(actor))
    return _funder(request, session, actor, funder_id)


@router.post("/financeurs/fiche/{funder_id}")
def set_funder(request: Request, session: Writing, actor: CurrentActor, funder_id: str, posted: Posted) -> Response:
    asks = posted.get("asks", [])
    text = only(posted, "years")
    years = as_number(text) if text else None
    try:
        if text and years is None:
            years = 0
        profiles.set_funder(
            session, actor, funder_id, only(posted, "kind"), esf="esf" in asks, report="report" in asks, years=years
        )
    except Invalid as error:
        typed = {"kind": only(posted, "kind"), "years": text, "asks": asks}
        return _funder(request, session, actor, funder_id, error, typed)
    return go("/financeurs", _("La fiche du financeur est enregistrée."))


def _funder(
    request: Request,
    session: Session,
    actor: Actor,
    funder_id: str,
    error: Invalid | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:
    row = next((one for one in queries.funders(session, actor.organisation_id) if one.id == funder_id), None)
    if row is None:
        raise NotFound()
    kind = kind_of(row.kind)
    told = row.kind is not None
    known = {
        "kind": row.kind or "",
        "years": str(row.retention_years or kind.years),
        "asks": [
            name for name, on in (("esf", row.esf if told else kind.esf), ("report", row.report if told else kind.report)) if on
        ],
    }  # fmt: skip
    origins = {line.key: line.number for line in forms()[-1].origins}
    return show(
        request,
        "funding/funder.html",
        status=error.status if error else 200,
        funder=row,
        kinds=[(key, f"{_(one.name)} (C-{origins.get(one.origin, '')})") for key, one in kinds().items()],
        typed=known | (typed or {}),
        fields=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )
