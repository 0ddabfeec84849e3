"""The registers of the law on screen: processing, sub-processors, recipients, impact assessment, and what people add."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import _
from app.privacy.processing import exports, impact, policies, processor, queries, register, statements
from app.privacy.processing.facts import facts
from app.privacy.processing.register import reviewed_words
from app.privacy.processing.statements import KINDS, kind_by_slug, known_key
from app.privacy.processing.words import ART_28, ROLES, SHEETS, purpose_by_slug
from app.web import workbooks
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import go, show

router = pages("privacy")

PRIVATE = {"Cache-Control": "private, no-store"}
NEW = "nouveau"  # where the key of a page that nobody has written yet would be


@router.get("/donnees/registre")
def processing_register(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = register.read(session, actor)
    return show(
        request,
        "privacy/processing/register.html",
        register=found,
        reviewed=reviewed_words(found),
        roles=ROLES,
        sheets=SHEETS,
        purposes={purpose.value: sheet for purpose, sheet in SHEETS.items()},
    )


@router.get("/donnees/registre.pdf")
def register_as_pdf(session: Reading, actor: CurrentActor) -> Response:
    return _file(exports.pdf(register.read(session, actor)), "application/pdf", "pdf")


@router.get("/donnees/registre.csv")
def register_as_csv(session: Reading, actor: CurrentActor) -> Response:
    return _file(exports.csv(register.read(session, actor)), "text/csv; charset=utf-8", "csv")


@router.get("/donnees/registre.xlsx")
def register_as_workbook(session: Reading, actor: CurrentActor) -> Response:
    return workbooks.download(exports.workbook(register.read(session, actor)), "registre-des-traitements")


@router.get("/donnees/registre.json")
def register_as_json(session: Reading, actor: CurrentActor) -> Response:
    named = f'attachment; filename="registre-des-traitements-{today().isoformat()}.json"'
    return JSONResponse(exports.data(register.read(session, actor)), headers={"Content-Disposition": named, **PRIVATE})


@router.post("/donnees/registre/relecture")
def review(session: Writing, actor: CurrentActor, note: Annotated[str, Form(max_length=2000)] = "") -> Response:
    register.review(session, actor, note)
    return go("/donnees/registre", _("C'est noté. La prochaine relecture est attendue dans un an."))


@router.get("/donnees/registre/{purpose}")
def processing_sheet(request: Request, session: Reading, actor: CurrentActor, purpose: str) -> Response:
    found = register.read(session, actor)
    asked = purpose_by_slug(purpose)
    if asked is None:
        raise NotFound()
    one = next(each for each in found.sheets if each.purpose is asked)
    return show(request, "privacy/processing/sheet.html", one=one, facts=facts(found, one), register=found)


@router.get("/donnees/sous-traitants")
def processors(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = register.read(session, actor)
    return show(request, "privacy/processing/processors.html", register=found, roles=ROLES, points=ART_28)


@router.get("/donnees/destinataires")
def recipients(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = register.read(session, actor)
    kind = {field.name: field for field in KINDS["recipient"].fields}
    return show(request, "privacy/processing/recipients.html", register=found, kind=kind)


@router.get("/donnees/hebergeur")
def host(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """What whoever runs the house does for the organisation."""
    found = processor.of_one(session, actor)
    parts = [(_("Qui héberge"), processor.host_facts(found))]
    parts += [(own.legal.legal_name or own.legal.name, processor.client_facts(one, own)) for one, own in found.clients]
    return show(request, "privacy/processing/host.html", parts=parts)


@router.get("/donnees/hebergeur.pdf")
def host_as_pdf(session: Reading, actor: CurrentActor) -> Response:
    return _file(processor.pdf(processor.of_one(session, actor)), "application/pdf", "pdf", "registre-du-sous-traitant")


# The impact assessment ------------------------------------------------------------------------------------------------


@router.get("/donnees/analyse-impact")
def impact_assessment(request: Request, session: Reading, actor: CurrentActor) -> Response:
    found = register.read(session, actor)
    said = queries.statement(session, actor.organisation_id, "impact", "main")
    return show(
        request, "privacy/processing/impact.html", register=found, said=said.said if said else {}, row=said,
        parts=exports.impact_parts(found, said.said if said else {}),
    )  # fmt: skip


@router.get("/donnees/analyse-impact.pdf")
def impact_as_pdf(session: Reading, actor: CurrentActor) -> Response:
    found = register.read(session, actor)
    said = queries.statement(session, actor.organisation_id, "impact", "main")
    body = exports.impact_pdf(found, said.said if said else {}, said.version if said else 0)
    return _file(body, "application/pdf", "pdf", "analyse-impact")


# What people say ------------------------------------------------------------------------------------------------------


@router.get("/donnees/fiches/{sort}/{key}")
def statement_form(request: Request, session: Reading, actor: CurrentActor, sort: str, key: str) -> Response:
    """The form of one page, and its earlier versions. `role` and `nom` begin a new one."""
    require(policies.may_keep_registers(actor, queries.officer_id(session, actor.organisation_id)))
    kind, _form = kind_by_slug(sort)
    begun = {"role": request.query_params.get("role", ""), "name": request.query_params.get("nom", "")[:300]}
    return _form_page(request, session, actor, kind, key, begun if key == NEW else {})


@router.post("/donnees/fiches/{sort}/{key}")
def keep_statement(
    request: Request, session: Writing, actor: CurrentActor, sort: str, key: str, posted: Posted
) -> Response:
    kind, form = kind_by_slug(sort)
    try:
        statements.keep(session, actor, kind, "" if key == NEW else key, number(posted, "version") or 0, posted)
    except (Invalid, Conflict) as error:
        typed = {
            field.name: posted.get(field.name, []) if field.kind == "boxes" else only(posted, field.name)
            for field in form.fields
        }
        return _form_page(request, session, actor, kind, key, typed, error)
    return go(form.page, _("C'est enregistré. Les versions d'avant restent lisibles."))


@router.post("/donnees/fiches/{sort}/{key}/fin")
def end_statement(session: Writing, actor: CurrentActor, sort: str, key: str) -> Response:
    kind, form = kind_by_slug(sort)
    statements.end(session, actor, kind, key)
    return go(
        form.page, _("C'est noté : ce n'est plus le cas à partir d'aujourd'hui. La fiche reste dans l'historique.")
    )


def _form_page(
    request: Request,
    session: Session,
    actor: Actor,
    kind: str,
    key: str,
    typed: Mapping[str, object],
    error: Invalid | Conflict | None = None,
) -> Response:
    form = KINDS[kind]
    history = [] if key == NEW else queries.versions(session, actor.organisation_id, kind, key)
    if (key == NEW and not form.many) or (key != NEW and not history and not known_key(kind, key)):
        raise NotFound()
    fields = error.fields if isinstance(error, Invalid) else []
    sheet = next((each for each in SHEETS.values() if kind == "sheet" and each.slug == key), None)
    return show(
        request,
        "privacy/processing/form.html",
        status=error.status if error else 200,
        kind=form,
        here=f"/donnees/fiches/{form.slug}/{key}",
        title=_(sheet.title) if sheet else (history[0].said.get("name") if history and form.many else _(form.title)),
        labels={field.name: label_of(field.name, field.label) for field in form.fields},
        values={**(history[0].said if history else {}), **typed},
        history=history,
        fields=fields,
        errors={each.field: each.message for each in fields},
        problem=error.detail if error and not fields else "",
        shown=lambda field, said: _shown(field, said.get(field.name)),
    )


def label_of(name: str, label: str) -> str:
    """Of a risk, what it is and what is asked of it."""
    risk, colon, part = label.partition(":")
    if not colon or risk not in impact.RISKS:
        return _(label)
    return f"{_(impact.RISKS[risk])} : {_(next(words for code, words, _kind in impact.PARTS if code == part))}"


def _shown(field: statements.Field, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_(field.options.get(code, code)) for code in value)
    return _(field.options.get(str(value), str(value))) if field.kind == "choice" and value else str(value or "")


def _file(body: bytes, media_type: str, ending: str, name: str = "registre-des-traitements") -> Response:
    named = f'attachment; filename="{name}-{today().isoformat()}.{ending}"'
    return Response(body, media_type=media_type, headers={"Content-Disposition": named, **PRIVATE})
