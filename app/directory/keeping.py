"""Keeping the directory: partners, their words, the file that brings many, what is to be read again."""

from datetime import date
from typing import Annotated, Any

from fastapi import File, Form, Request, Response, UploadFile
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import today
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import N_, _
from app.directory import policies, queries, rules
from app.directory.services import carrying, partners, sorting
from app.directory.services.carrying import Fate
from app.directory.services.partners import Typed
from app.directory.words import ICONS, KINDS, WordKind
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, number, only
from app.web.templating import go, show

router = pages("directory")

_SPARE = 3  # empty lines at the end of a list of words

FATES = {
    Fate.ADDED: N_("ajouté"),
    Fate.CHANGED: N_("modifié"),
    Fate.SAME: N_("déjà ainsi"),
    Fate.REFUSED: N_("refusé"),
}


@router.get("/annuaire.csv")
def export(session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep(actor))
    place = actor.organisation_id
    body = carrying.export(queries.partners(session, place), queries.words(session, place))
    headers = {"Content-Disposition": 'attachment; filename="annuaire.csv"', "Cache-Control": "private, no-store"}
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/annuaire/nouveau")
def new_partner(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep(actor))
    return _form(request, session, actor, Typed(reviewed_on=today()))


@router.post("/annuaire")
def add_partner(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    typed = _typed(form)
    try:
        partner = partners.add_partner(session, actor, typed)
    except Invalid as error:
        return _form(request, session, actor, typed, error=error)
    return go("/annuaire", _("« %(name)s » est dans l'annuaire.") % {"name": partner.name})


@router.get("/annuaire/a-relire")
def to_review(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """What nobody has read again for a year: still true?"""
    require(policies.may_keep(actor))
    return show(
        request,
        "directory/review.html",
        rows=queries.partners_to_review(session, actor.organisation_id, today() - rules.REVIEW_AFTER),
        away=queries.partners(session, actor.organisation_id, archived=True),
    )


@router.get("/annuaire/import")
def import_form(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep(actor))
    return _imported(request, session, actor)


@router.post("/annuaire/import")
def bring(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    file: Annotated[UploadFile | None, File()] = None,
    dry: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Line by line, what became of the file; tried without keeping anything when that is asked."""
    try:
        if file is None or not file.filename:
            message = _("Choisissez le fichier à importer.")
            raise Invalid(message, [FieldError("file", message)])
        lines = carrying.bring_partners(session, actor, file.file.read(carrying.MOST_OCTETS + 1), dry=bool(dry))
    except Invalid as error:
        return _imported(request, session, actor, error=error)
    return _imported(request, session, actor, lines=lines, dry=bool(dry))


def _imported(request: Request, session: Session, actor: Actor, error: Invalid | None = None, **told: Any) -> Response:
    problems = [FieldError("file", error.detail)] if error else []
    lines: list[carrying.Line] = told.get("lines", [])
    return show(
        request,
        "directory/import.html",
        status=error.status if error else 200,
        problems=problems,
        error=error.detail if error else "",
        lines=lines,
        counts={fate: sum(line.fate == fate for line in lines) for fate in Fate},
        fates=FATES,
        dry=told.get("dry", False),
        columns=carrying.COLUMNS,
        words={
            kind: [word for word in queries.words(session, actor.organisation_id) if word.kind == kind]
            for kind in WordKind
        },
    )


@router.get("/annuaire/mots")
def words(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The steps, fields and needs of the organisation, with their pictograms."""
    require(policies.may_keep(actor))
    return _words(request, session, actor)


@router.post("/annuaire/mots")
def choose_words(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    kind = only(form, "kind")
    if kind not in KINDS:
        raise Invalid(_("Cette liste de mots n'existe pas. Rien n'a été changé."))
    parts = [[value.strip() for value in form.get(name, [])] for name in ("key[]", "label[]", "icon[]")]
    if len({len(part) for part in parts}) != 1:
        raise Invalid(_("Cette liste de mots n'est pas complète. Rien n'a été changé."))
    lines = list(zip(*parts, strict=True))
    try:
        sorting.choose_words(session, actor, kind, lines)
    except Invalid as error:
        return _words(request, session, actor, error, kind, lines)
    return go(f"/annuaire/mots#{kind}", _("Les mots sont enregistrés. L'annuaire les montre déjà."))


def _words(
    request: Request,
    session: Session,
    actor: Actor,
    error: Invalid | None = None,
    kind: str = "",
    typed: list[Any] | None = None,
) -> Response:
    known = queries.words(session, actor.organisation_id)
    lines = {
        one: [(word.key, _(word.label), word.icon) for word in known if word.kind == one] + [("", "", "tag")] * _SPARE
        for one in WordKind
    }
    if typed is not None:
        lines[WordKind(kind)] = typed
    return show(
        request,
        "directory/words.html",
        status=error.status if error else 200,
        lines=lines,
        kinds=KINDS,
        icons=[(name, name) for name in ICONS],
        problems=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


@router.get("/annuaire/{partner_id}/modifier")
def change_form(request: Request, session: Reading, actor: CurrentActor, partner_id: str) -> Response:
    require(policies.may_keep(actor))
    partner = queries.partner_for(session, actor, partner_id)
    spots = [
        (one.address, one.commune, f"{one.latitude}, {one.longitude}" if one.point else "")
        for one in rules.spots(partner.places)
    ]
    typed = Typed(
        partner.name, partner.does, partner.steps, partner.fields, partner.needs, spots, partner.phone, partner.email,
        partner.site, partner.hours, partner.access, partner.contact, partner.reviewed_on,
    )  # fmt: skip
    return _form(request, session, actor, typed, partner=partner)


@router.post("/annuaire/{partner_id}")
def change_partner(request: Request, session: Writing, actor: CurrentActor, partner_id: str, form: Posted) -> Response:
    typed = _typed(form)
    try:
        partner = partners.change_partner(session, actor, partner_id, typed, number(form, "version") or 0)
    except (Invalid, Conflict) as error:
        found = queries.partner_for(session, actor, partner_id)
        return _form(request, session, actor, typed, partner=found, error=error)
    return go(f"/annuaire#p-{partner.id}", _("La fiche de « %(name)s » est à jour.") % {"name": partner.name})


@router.post("/annuaire/{partner_id}/relecture")
def review(request: Request, session: Writing, actor: CurrentActor, partner_id: str) -> Response:
    partner = partners.review_partner(session, actor, partner_id)
    return go("/annuaire/a-relire", _("« %(name)s » est relu. Rendez-vous dans un an.") % {"name": partner.name})


@router.post("/annuaire/{partner_id}/archivage")
def archive(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    partner_id: str,
    again: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    partner = partners.archive_partner(session, actor, partner_id, again=bool(again))
    if again:
        return go("/annuaire", _("« %(name)s » est de nouveau dans l'annuaire.") % {"name": partner.name})
    return go("/annuaire", _("« %(name)s » n'est plus dans l'annuaire. La fiche est gardée.") % {"name": partner.name})


def _typed(form: dict[str, list[str]]) -> Typed:
    spots = [
        (only(form, f"address-{n}"), only(form, f"commune-{n}"), only(form, f"coordinates-{n}"))
        for n in range(1, rules.MOST_PLACES + 1)
    ]
    try:
        reviewed = date.fromisoformat(only(form, "reviewed_on"))
    except ValueError:
        reviewed = None
    return Typed(
        only(form, "name"), only(form, "does"), form.get("steps", []), form.get("fields", []), form.get("needs", []),
        spots, only(form, "phone"), only(form, "email"), only(form, "site"), only(form, "hours"), only(form, "access"),
        only(form, "contact"), reviewed,
    )  # fmt: skip


def _form(
    request: Request,
    session: Session,
    actor: Actor,
    typed: Typed,
    *,
    partner: Any = None,
    error: Invalid | Conflict | None = None,
) -> Response:
    known = queries.words(session, actor.organisation_id)
    problems = error.fields if isinstance(error, Invalid) else []
    spots = [*typed.spots, *[("", "", "")] * rules.MOST_PLACES][: max(len([s for s in typed.spots if any(s)]) + 1, 2)]
    return show(
        request,
        "directory/partner_form.html",
        status=error.status if error else 200,
        typed=typed,
        spots=spots[: rules.MOST_PLACES],
        partner=partner,
        options={kind: [(word.key, _(word.label)) for word in known if word.kind == kind] for kind in WordKind},
        problems=problems,
        errors={field.field: field.message for field in problems},
        refused=error.detail if isinstance(error, Conflict) else "",
    )
