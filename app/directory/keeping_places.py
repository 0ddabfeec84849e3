"""Keeping the places and the testimonies."""

from datetime import date
from functools import partial
from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import Invalid
from app.core.i18n import _
from app.core.settings import settings
from app.directory import policies, queries, rules
from app.directory.services import places, testimonies
from app.directory.services.places import TypedPlace
from app.directory.services.testimonies import Told
from app.directory.words import EQUIPMENT, PLACE_KINDS, WEEKDAYS, WordKind
from app.files.uploads.forms import GivenFile, given_file
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("directory")

_Again = Annotated[str, Form(max_length=10)]


@router.get("/lieux/nouveau")
def new_place(request: Request, session: Reading, actor: CurrentActor, lieu: str = "") -> Response:
    """An empty form, or one that begins with what is known of a site."""
    require(policies.may_keep(actor))
    site = next((row for row in queries.sites_without_a_place(session, actor.organisation_id) if row.id == lieu), None)
    typed = TypedPlace(name=site.name, kind="training", site_id=site.id, address=site.address) if site else TypedPlace()
    return _place(request, session, actor, typed)


@router.post("/lieux")
def add_place(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    typed = _typed_place(form)
    try:
        place = places.add_place(session, actor, typed)
    except Invalid as error:
        return _place(request, session, actor, typed, error=error)
    return go("/lieux", _("Le lieu « %(name)s » est ajouté.") % {"name": place.name})


@router.get("/lieux/{place_id}/modifier")
def place_form(request: Request, session: Reading, actor: CurrentActor, place_id: str) -> Response:
    require(policies.may_keep(actor))
    place = queries.place_for(session, actor, place_id)
    typed = TypedPlace(
        place.name, place.kind, place.site_id or "", place.address, place.commune,
        "" if place.latitude is None else f"{place.latitude}, {place.longitude}",
        {int(day): rules.written_spans(spans) for day, spans in place.hours.items()},
        place.equipment, place.access, place.phone,
    )  # fmt: skip
    return _place(request, session, actor, typed, place=place)


@router.post("/lieux/{place_id}")
def change_place(request: Request, session: Writing, actor: CurrentActor, place_id: str, form: Posted) -> Response:
    typed = _typed_place(form)
    try:
        place = places.change_place(session, actor, place_id, typed)
    except Invalid as error:
        return _place(request, session, actor, typed, place=queries.place_for(session, actor, place_id), error=error)
    return go("/lieux", _("Le lieu « %(name)s » est à jour.") % {"name": place.name})


@router.post("/lieux/{place_id}/archivage")
def archive_place(
    request: Request, session: Writing, actor: CurrentActor, place_id: str, again: _Again = ""
) -> Response:
    place = places.archive_place(session, actor, place_id, again=bool(again))
    if again:
        return go("/lieux", _("« %(name)s » est de nouveau dans la liste.") % {"name": place.name})
    return go("/lieux", _("« %(name)s » n'est plus dans la liste. La fiche est gardée.") % {"name": place.name})


def _typed_place(form: dict[str, list[str]]) -> TypedPlace:
    return TypedPlace(
        only(form, "name"), only(form, "kind"), only(form, "site"), only(form, "address"), only(form, "commune"),
        only(form, "coordinates"), {day: only(form, f"hours-{day}") for day in range(7)}, form.get("equipment", []),
        only(form, "access"), only(form, "phone"),
    )  # fmt: skip


def _place(
    request: Request,
    session: Session,
    actor: Actor,
    typed: TypedPlace,
    *,
    place: Any = None,
    error: Invalid | None = None,
) -> Response:
    free = queries.sites_without_a_place(session, actor.organisation_id)
    sites = [("", _("Aucun : ce n'est pas un lieu de nos séances")), *((row.id, row.name) for row in free)]
    if place is not None and place.site_id:
        sites.append((place.site_id, place.name))
    return show(
        request,
        "directory/place_form.html",
        status=error.status if error else 200,
        typed=typed,
        place=place,
        sites=sites,
        days=list(enumerate(WEEKDAYS)),
        kinds=[(key, _(label)) for key, label in PLACE_KINDS.items()],
        equipment=[(key, _(label)) for key, (label, _icon) in EQUIPMENT.items()],
        away=queries.places(session, actor.organisation_id, archived=True) if place is None else [],
        problems=error.fields if error else [],
        errors={field.field: field.message for field in error.fields} if error else {},
    )


# --- Testimonies ---------------------------------------------------------------------------------------------------


@router.get("/temoignages/gestion")
def testimonies_kept(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """All of them: published, waiting, taken back."""
    require(policies.may_keep(actor))
    return show(
        request, "directory/testimonies_kept.html", rows=queries.testimonies_of_team(session, actor.organisation_id)
    )


@router.get("/temoignages/nouveau")
def new_testimony(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_keep(actor))
    return _testimony(request, session, actor, Told())


@router.post("/temoignages")
def keep_testimony(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    form: Posted,
    media: Annotated[GivenFile | None, given_file("media")] = None,
) -> Response:
    require(policies.may_keep(actor))
    told = _told(form)
    bring = partial(media.keep, session, actor, owner_id=actor.account_id) if media else None
    try:
        testimonies.keep_testimony(session, actor, told, bring)
    except Invalid as error:
        return _testimony(request, session, actor, told, error=error, media=media)
    return go("/temoignages/gestion", _("Le témoignage est gardé. Personne d'autre ne le voit encore : publiez-le."))


@router.get("/temoignages/{testimony_id}")
def testimony_form(request: Request, session: Reading, actor: CurrentActor, testimony_id: str) -> Response:
    require(policies.may_keep(actor))
    one = queries.testimony_for(session, actor, testimony_id)
    told = Told(
        one.first_name, one.project, one.commune, one.words, one.step,
        queries.email_of(session, one.account_id) if one.account_id else "", one.media_words, one.consented_on,
        one.consent_words,
    )  # fmt: skip
    return _testimony(request, session, actor, told, testimony=one)


@router.post("/temoignages/{testimony_id}")
def change_testimony(
    request: Request, session: Writing, actor: CurrentActor, testimony_id: str, form: Posted
) -> Response:
    told = _told(form)
    try:
        testimonies.change_testimony(session, actor, testimony_id, told)
    except Invalid as error:
        one = queries.testimony_for(session, actor, testimony_id)
        return _testimony(request, session, actor, told, testimony=one, error=error)
    return go("/temoignages/gestion", _("Le témoignage est à jour."))


@router.post("/temoignages/{testimony_id}/publication")
def publish_testimony(
    request: Request, session: Writing, actor: CurrentActor, testimony_id: str, hide: _Again = ""
) -> Response:
    testimonies.publish_testimony(session, actor, testimony_id, shown=not hide)
    words = _("Le témoignage n'est plus montré.") if hide else _("Le témoignage est publié. Chacun peut le lire.")
    return go("/temoignages/gestion", words)


@router.post("/temoignages/{testimony_id}/retrait")
def withdraw_testimony(request: Request, session: Writing, actor: CurrentActor, testimony_id: str) -> Response:
    testimonies.withdraw_testimony(session, actor, testimony_id)
    back = "/temoignages/gestion" if policies.may_keep(actor) else "/annuaire"
    return go(back, _("L'accord est retiré. Le témoignage est effacé."))


def _told(form: dict[str, list[str]]) -> Told:
    try:
        consented = date.fromisoformat(only(form, "consented_on"))
    except ValueError:
        consented = None
    return Told(
        only(form, "first_name"), only(form, "project"), only(form, "commune"), only(form, "words"), only(form, "step"),
        only(form, "email"), only(form, "media_words"), consented, only(form, "consent_words"),
    )  # fmt: skip


def _testimony(
    request: Request,
    session: Session,
    actor: Actor,
    told: Told,
    *,
    testimony: Any = None,
    error: Invalid | None = None,
    media: GivenFile | None = None,
) -> Response:
    words = queries.words(session, actor.organisation_id)
    problems = error.fields if error else []
    return show(
        request,
        "directory/testimony_form.html",
        status=error.status if error else 200,
        told=told,
        testimony=testimony,
        media=media,
        steps=[("", _("Aucune en particulier")), *((w.key, _(w.label)) for w in words if w.kind == WordKind.STEP)],
        problems=problems,
        errors={field.field: field.message for field in problems},
        most=settings().upload_limit_mb * 1_000_000,
    )
