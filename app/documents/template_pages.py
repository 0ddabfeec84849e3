"""/documents/modeles: the texts that the organisation edits. /documents/reglages: how documents look, what comes by itself."""

from typing import Annotated, Any

from fastapi import Form, Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, HouseError, Invalid, NotFound
from app.core.i18n import _
from app.core.settings import settings
from app.documents import fields, kinds, making, paper, policies, queries, signers, text, words, writing
from app.documents.kinds import About, DocumentKind
from app.files.uploads.forms import GivenFile, given_file
from app.identity import queries as identity
from app.identity.services import actor_for
from app.web import formats
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, as_number, only
from app.web.templating import go, show

router = pages("documents")

_Word = Annotated[str, Query(max_length=60)]
_Body = Annotated[str, Form(max_length=2_000_000)]  # what is too long is said in words, beside the text
_Line = Annotated[str, Form(max_length=200)]


@router.get("/documents/modeles")
def templates(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_see_all(actor))
    return show(
        request, "issued/templates.html", kinds=list(kinds.kinds().values()),
        written=queries.template_dates(session, actor.organisation_id), may_write=bool(policies.may_write_templates(actor)),
    )  # fmt: skip


@router.get("/documents/modeles/{code}")
def template(
    request: Request, session: Reading, actor: CurrentActor, code: str, version: _Word = "", personne: _Word = ""
) -> Response:
    """The text with a preview on somebody's real data; `version` brings back an older text, to be kept again."""
    require(policies.may_see_all(actor))
    kind = _kind(code)
    known, body = making.body_of(session, actor.organisation_id, kind)
    wanted = as_number(version)
    if wanted is not None and wanted != known:
        older = {row.version: row.body for row in queries.template_versions(session, actor.organisation_id, code)} | {
            0: kind.body
        }
        body = older.get(wanted, body)
    return _editor(request, session, actor, kind, body, known, personne)


@router.post("/documents/modeles/{code}")
def save(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    code: str,
    body: _Body = "",
    version: _Line = "",
    personne: _Line = "",
) -> Response:
    kind = _kind(code)
    try:
        kept = writing.save_template(session, actor, code, body, as_number(version) or 0)
    except (Invalid, Conflict) as error:
        return _editor(
            request, session, actor, kind, body[: text.LONGEST * 2], as_number(version) or 0, personne, error
        )
    here = f"/documents/modeles/{code}" + (f"?personne={personne}" if personne else "")
    return go(
        here,
        _("Le modèle est enregistré. Les documents déjà faits ne changent pas.") if kept else _("Rien n'a changé."),
    )


@router.post("/documents/modeles/{code}/apercu")
def preview(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    code: str,
    body: _Body = "",
    version: _Line = "",
    personne: _Line = "",
) -> Response:
    """The same page with what is being typed: nothing is kept."""
    require(policies.may_see_all(actor))
    return _editor(
        request,
        session,
        actor,
        _kind(code),
        body[: text.LONGEST * 2],
        as_number(version) or 0,
        personne,
        block="preview",
    )


@router.get("/documents/modeles/{code}/essai.pdf")
def trial(request: Request, session: Reading, actor: CurrentActor, code: str, personne: _Word = "") -> Response:
    """The text in use on somebody's data, as it would be printed: without a number, and worth nothing."""
    require(policies.may_see_all(actor))
    kind = _kind(code)
    subject = _subject(session, actor, kind, personne)
    if subject is None:
        raise NotFound(_("Il faut une personne inscrite, ou un parcours publié, pour un essai."))
    found = making.draft(session, actor, kind, **subject)
    _version, body = making.body_of(session, actor.organisation_id, kind)
    said = found.gathered.values | {
        "document.numero": _("essai, sans valeur"),
        "document.date": formats.full_day(now()),
    }
    legal = found.gathered.legal
    data = {
        "title": found.title, "number": said["document.numero"], "organisation": legal.legal_name or actor.organisation_name,
        "identity": making.identity_of(legal), "blocks": text.filled(text.parse(body), said, "–"), "signers": [each.printed for each in signers.of_draft(kind, found.gathered)],
        "verify": f"{settings().base_url.rstrip('/')}/verifier", "logo_id": None,
    }  # fmt: skip
    look = queries.settings_of(session, actor.organisation_id)
    logo = paper.image(session, actor.organisation_id, look.logo_id if look else None, actor.organisation_name)
    headers = {"Content-Disposition": f'inline; filename="essai-{kind.code}.pdf"', "Cache-Control": "private, no-store"}
    return Response(paper.pdf([data], logo, now()), media_type="application/pdf", headers=headers)


def _kind(code: str) -> DocumentKind:
    found = kinds.kinds().get(code)
    if found is None:
        raise NotFound()
    return found


def _subject(session: Session, actor: Actor, kind: DocumentKind, person: str) -> dict[str, Any] | None:
    """Whose data a preview shows: the person asked for, else the first; None when there is nobody yet."""
    if kind.about is About.ORGANISATION:
        return {}
    if kind.about is About.COURSE:
        courses = queries.published_courses(session, actor.organisation_id)
        return {"course_id": courses[0].id} if courses else None
    rows = queries.paths(session, actor.organisation_id)
    if not rows:
        return None
    return {"enrolment_id": person if person in {row.id for row in rows} else rows[0].id}


def _editor(
    request: Request, session: Session, actor: Actor, kind: DocumentKind, body: str, version: int, person: str,
    error: HouseError | None = None, block: str | None = None,
) -> Response:  # fmt: skip
    wrong = text.problems(body, kind)
    subject = _subject(session, actor, kind, person)
    html, lacking = "", []
    if subject is not None and len(body) <= text.LONGEST:
        found = making.draft(session, actor, kind, body=body, **subject)
        html, lacking = text.as_html(found.blocks), found.missing
    people = queries.paths(session, actor.organisation_id) if kind.about is About.PERSON else []
    problems = error.fields if isinstance(error, Invalid) else []
    return show(
        request,
        "issued/template.html",
        block=block,
        status=error.status if error else 200,
        kind=kind,
        body=body,
        version=version,
        person=(subject or {}).get("enrolment_id", ""),
        people=[(row.id, row.name) for row in people[:300]],
        fields=[(field, _(field.label)) for field in fields.fields_of(kind)],
        needed=set(kind.needed),
        html=html,
        lacking=lacking,
        wrong=wrong,
        problems=problems[:1],
        all_problems=problems,
        refused=error.detail if error and not problems else "",
        versions=queries.template_versions(session, actor.organisation_id, kind.code),
        may_write=bool(policies.may_write_templates(actor)),
        words=words,
    )


# --- How they look, what comes by itself --------------------------------------------------------------------------


@router.get("/documents/reglages")
def look(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_write_templates(actor))
    return _look(request, session, actor)


@router.post("/documents/reglages")
def keep_look(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    posted: Posted,
    logo: Annotated[GivenFile | None, given_file("logo")],
    signature: Annotated[GivenFile | None, given_file("signature")],
) -> Response:
    days = only(posted, "convocation_days")
    try:
        number = as_number(days or "0")
        if number is None:
            message = _("Écrivez un nombre de jours, ou 0.")
            raise Invalid(message, [FieldError("convocation_days", message)])
        writing.keep_settings(
            session, actor, number, monthly=bool(only(posted, "monthly")),
            keep_logo=(lambda: logo.keep(session, actor, None)) if logo else None,
            keep_signature=(lambda: signature.keep(session, actor, None)) if signature else None,
            without=frozenset(posted.get("without", [])),
        )  # fmt: skip
    except Invalid as error:
        return _look(request, session, actor, error, days)
    return go("/documents/reglages", _("Les réglages des documents sont enregistrés."))


def _look(
    request: Request, session: Session, actor: Actor, error: Invalid | None = None, days: str | None = None
) -> Response:
    kept = queries.settings_of(session, actor.organisation_id)
    in_charge = actor_for(session, actor.organisation_id, kept.changed_by) if kept else None
    name = identity.names(session, {kept.changed_by}).get(kept.changed_by, "") if kept else ""
    return show(
        request,
        "issued/look.html",
        status=error.status if error else 200,
        kept=kept,
        days=days if days is not None else (kept.convocation_days if kept else 0),
        name=name,
        gone=kept is not None
        and (in_charge is None or not policies.may_make(in_charge))
        and (kept.monthly or kept.convocation_days > 0),
        problems=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )
