"""Reading the directory: partners, places, testimonies, for those who are signed in and for anybody."""

from typing import Annotated

from fastapi import Query, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.db import AnyRow
from app.core.errors import NotFound
from app.directory import listing, policies, queries
from app.directory.listing import Asked
from app.directory.words import EQUIPMENT, KINDS, PLACE_KINDS, WordKind
from app.files import queries as files
from app.files.answers import answer
from app.web.doors import CurrentActor, MaybeActor, Reading, pages
from app.web.templating import show

router = pages("directory")

_Word = Annotated[str, Query(max_length=200)]


@router.get("/annuaire")
def directory(
    request: Request,
    session: Reading,
    actor: CurrentActor,
    mots: _Word = "",
    etape: _Word = "",
    metier: _Word = "",
    besoin: _Word = "",
    pres: _Word = "",
) -> Response:
    """Who helps, for what and where; whoever is of the organisation also reads whom to ask for."""
    require(policies.may_read(actor))
    return _partners(request, session, actor.organisation_id, Asked(mots, etape, metier, besoin, pres), actor=actor)


@router.get("/partenaires")
def public_directory(
    request: Request,
    session: Reading,
    actor: MaybeActor,
    organisation: _Word = "",
    mots: _Word = "",
    etape: _Word = "",
    metier: _Word = "",
    besoin: _Word = "",
    pres: _Word = "",
) -> Response:
    """The same for anybody, without the names of people; of the organisation named, when there are several."""
    found, chosen = _organisation(session, organisation)
    if chosen is None:
        return show(request, "directory/organisations.html", organisations=found, to="/partenaires", what="partners")
    return _partners(
        request, session, chosen.id, Asked(mots, etape, metier, besoin, pres), public=chosen, several=len(found) > 1
    )


def _organisation(session: Session, slug: str) -> tuple[list[AnyRow], AnyRow | None]:
    """The organisations with something to show, and the one that is meant. NotFound for one that is not among them."""
    found = list(queries.public_organisations(session))
    if slug:
        chosen = next((row for row in found if row.slug == slug), None)
        if chosen is None:
            raise NotFound()
        return found, chosen
    return found, found[0] if len(found) == 1 else None


def _partners(
    request: Request,
    session: Session,
    organisation_id: str,
    asked: Asked,
    *,
    actor: Actor | None = None,
    public: AnyRow | None = None,
    several: bool = False,
) -> Response:
    rows = queries.partners(session, organisation_id)
    words = queries.words(session, organisation_id)
    points = listing.communes(rows, queries.places(session, organisation_id))
    found = listing.partners_for(rows, words, asked, points)
    return show(
        request,
        "directory/partners.html",
        found=found,
        total=len(rows),
        guide=listing.by_step(found, words),
        asked=asked,
        public=public,
        several=several,
        here="/annuaire" if public is None else "/partenaires",
        words={kind: [word for word in words if word.kind == kind] for kind in WordKind},
        kinds=KINDS,
        communes=list(points),
        may_keep=bool(actor and policies.may_keep(actor)),
    )


@router.get("/lieux")
def places(request: Request, session: Reading, actor: CurrentActor, genre: _Word = "", pres: _Word = "") -> Response:
    """Where to go: the nearest first, with what is open now."""
    require(policies.may_read(actor))
    rows = queries.places(session, actor.organisation_id)
    points = listing.communes(queries.partners(session, actor.organisation_id), rows)
    kind = genre if genre in PLACE_KINDS else ""
    found, near = listing.places_for(session, actor, rows, kind, pres, points)
    return show(
        request,
        "directory/places.html",
        found=found,
        near=near,
        chosen=kind,
        kinds=PLACE_KINDS,
        equipment=EQUIPMENT,
        communes=list(points),
        may_keep=bool(policies.may_keep(actor)),
    )


@router.get("/temoignages")
def told_by_people(
    request: Request, session: Reading, actor: MaybeActor, organisation: _Word = "", etape: _Word = ""
) -> Response:
    """What people say of their path, with their accord."""
    if actor and organisation in ("", actor.organisation_slug):  # one's own, even with nothing to show yet
        place, slug, name = actor.organisation_id, actor.organisation_slug, actor.organisation_name
    else:
        found, chosen = _organisation(session, organisation)
        if chosen is None:
            return show(request, "directory/organisations.html", organisations=found, to="/temoignages", what="words")
        place, slug, name = chosen.id, chosen.slug, chosen.name
    told = queries.shown_testimonies(session, place)
    words = queries.words(session, place)
    return show(
        request,
        "directory/testimonies.html",
        told=[one for one in told if not etape or one.step == etape],
        steps={
            word.key: word for word in words if word.kind == WordKind.STEP and any(one.step == word.key for one in told)
        },
        step=etape,
        slug=slug,
        name=name,
        media=files.describe(session, {one.media_id for one in told if one.media_id}),
        mine=actor.account_id if actor else "",
        may_keep=bool(actor and actor.organisation_id == place and policies.may_keep(actor)),
    )


@router.get("/temoignages/{testimony_id}/image")
def media(request: Request, session: Reading, actor: MaybeActor, testimony_id: str) -> Response:
    """The photo or the film of a testimony that is published."""
    row = queries.shown_testimony(session, testimony_id)
    if not row.media_id:
        raise NotFound()
    return answer(request, files.file_of(session, row.organisation_id, row.media_id), 960)
