"""What anybody may read of badges: one that its learner shows, what it certifies, who signs, what was taken back."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import File, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from app.core.errors import NotFound
from app.core.i18n import _
from app.credentials import addresses, queries, rules, services
from app.frameworks import queries as frameworks
from app.identity import queries as identity
from app.web.doors import Reading, pages
from app.web.templating import show

router = pages("badges")

LD = "application/ld+json"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, max-age=300",
}  # checked by anybody's program


@router.get("/badges/verifier")
def checking(request: Request) -> Response:
    """Where somebody who received a badge as a file has it checked."""
    return show(request, "credentials/check.html", checked=None)


@router.post("/badges/verifier")
def check(request: Request, session: Reading, file: Annotated[UploadFile | None, File()] = None) -> Response:
    """A form that changes nothing: the file is read and forgotten."""
    raw = file.file.read(services.LARGEST + 1) if file else b""
    error = ""
    if not raw:
        error = _("Choisissez le fichier du badge.")
    elif len(raw) > services.LARGEST:
        error = _("Ce fichier est trop lourd pour un badge : 2 Mo au plus. Rien n'est gardé.")
    if error:
        return show(request, "credentials/check.html", status=422, checked=None, error=error)
    return show(request, "credentials/check.html", checked=services.check_given(session, raw))


@router.get("/badges/blocs/{block_id}")
def offer(request: Request, session: Reading, block_id: str) -> Response:
    """What a badge certifies, competence by competence."""
    found = queries.offer(session, block_id)
    if found is None:
        raise NotFound()
    if _wants_document(request):
        return JSONResponse(
            rules.offer_document(
                addresses.offer(block_id), found.name, found.description, found.criteria, addresses.picture(block_id)
            ),
            headers=_OPEN,
            media_type=LD,
        )
    competences = [row for row in frameworks.competences(session, found.framework_id) if row.block_id == block_id]
    return show(request, "credentials/offer.html", offer=found, competences=competences)


@router.get("/badges/blocs/{block_id}/image.png")
def picture(session: Reading, block_id: str) -> Response:
    found = queries.offer(session, block_id)
    if found is None:
        raise NotFound()
    return Response(services.picture_of(found), media_type="image/png", headers=_OPEN)


@router.get("/badges/{organisation_slug}/did.json")
def issuer(session: Reading, organisation_slug: str) -> Response:
    """The keys of an organisation, those that it no longer uses too: what they signed stays checkable."""
    organisation = identity.organisation_by_slug(session, organisation_slug)
    if organisation is None:
        raise NotFound()
    known = [(f"cle-{row.number}", row.public) for row in queries.public_keys(session, organisation.id)]
    return JSONResponse(
        rules.did_document(addresses.issuer(organisation_slug), known), headers=_OPEN, media_type="application/did+json"
    )


@router.get("/badges/{organisation_slug}/retires.json")
def revoked(session: Reading, organisation_slug: str) -> Response:
    organisation = identity.organisation_by_slug(session, organisation_slug)
    if organisation is None:
        raise NotFound()
    gone = [addresses.badge(one) for one in queries.revoked_ids(session, organisation.id)]
    return JSONResponse(
        rules.revocation_list(addresses.revocations(organisation_slug), addresses.issuer(organisation_slug), gone),
        headers=_OPEN,
    )


@router.get("/badges/{badge_id}")
def badge(request: Request, session: Reading, badge_id: str) -> Response:
    """One badge, checked again for each reader. It is nobody's to see until its learner shows it."""
    kept = _shown(session, badge_id)
    if _wants_document(request):
        return JSONResponse(kept.document, headers=_OPEN, media_type=LD)
    return show(request, "credentials/badge.html", badge=kept, verdict=services.check(kept), subject=_subject(kept))


@router.get("/badges/{badge_id}/badge.json")
def document(session: Reading, badge_id: str) -> Response:
    kept = _shown(session, badge_id)
    return JSONResponse(kept.document, headers=_OPEN, media_type=LD)


@router.get("/badges/{badge_id}/badge.png")
def baked(session: Reading, badge_id: str) -> Response:
    """The picture that carries the badge."""
    kept = _shown(session, badge_id)
    return Response(
        services.baked_picture(session, kept.block_id, kept.document), media_type="image/png", headers=_OPEN
    )


def _shown(session: Any, badge_id: str) -> Any:
    kept = queries.public_badge(session, badge_id)
    if kept is None or kept.shown_at is None:
        raise NotFound(_("Ce badge n'existe pas, ou la personne à qui il est ne le montre pas."))
    return kept


def _subject(kept: Any) -> dict[str, Any]:
    """What the page tells of the signed document, and nothing that is not in it."""
    subject = kept.document["credentialSubject"]
    return {
        "name": next((one["identityHash"] for one in subject["identifier"] if one["identityType"] == "ext:name"), ""),
        "achievement": subject["achievement"],
        "competences": subject["achievement"]["alignment"],
        "evidence": kept.document.get("evidence", []),
        "awarded": datetime.fromisoformat(kept.document["awardedDate"]),
    }


def _wants_document(request: Request) -> bool:
    """A program that checks badges asks the same address for JSON."""
    asked = request.headers.get("accept", "")
    return "json" in asked and "text/html" not in asked
