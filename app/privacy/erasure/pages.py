"""/donnees/effacements and /donnees/archives for the administration; /effacement for whoever holds a certificate."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.db import database
from app.core.errors import Invalid, NotFound
from app.privacy.erasure import archive, policies, services, showing, words
from app.privacy.erasure.queries import certificates
from app.privacy.requests.queries import officer_id
from app.web.doors import CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.templating import show

router = pages("privacy")

Line = Annotated[str, Form(max_length=600)]
NO_STORE = {"Cache-Control": "private, no-store"}


@router.get("/donnees/effacements")
def erasures(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_see_erasures(actor, officer_id(session, actor.organisation_id)))
    found = [
        (each.id, showing.number_of(each), each.pseudonym, each.at, words.cause_words(each.cause), each.reference)
        for each in reversed(certificates.certificates(session, actor.organisation_id)[-200:])
    ]
    returns = showing.returns(session, actor)
    return show(request, "privacy/erasures.html", erasures=found, returns=returns)


@router.get("/donnees/effacements/{certificate_id}")
def certificate(request: Request, session: Reading, actor: CurrentActor, certificate_id: str) -> Response:
    said = showing.certificate_for(session, actor, certificate_id)
    return show(
        request, "privacy/certificate.html", said=said, pdf=f"/donnees/effacements/{certificate_id}/certificat.pdf"
    )


@router.get("/donnees/effacements/{certificate_id}/certificat.pdf")
def certificate_paper(session: Reading, actor: CurrentActor, certificate_id: str) -> Response:
    return _pdf(showing.certificate_for(session, actor, certificate_id))


@router.get("/effacement/{erasure_code}")
def verified(request: Request, session: Reading, actor: MaybeActor, erasure_code: str) -> Response:
    """For whoever holds a certificate, without an account: it names nobody."""
    return show(
        request,
        "privacy/certificate.html",
        said=showing.certificate_by_code(session, erasure_code),
        pdf=f"/effacement/{erasure_code}/certificat.pdf",
    )


@router.get("/effacement/{erasure_code}/certificat.pdf")
def verified_paper(request: Request, session: Reading, actor: MaybeActor, erasure_code: str) -> Response:
    return _pdf(showing.certificate_by_code(session, erasure_code))


@router.get("/donnees/archives")
def archives(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _archives(request, session, actor)


@router.post("/donnees/archives")
def find(request: Request, session: Reading, actor: CurrentActor, email: Line = "") -> Response:
    """The archives of whoever had an address, that no address bar keeps."""
    return _archives(request, session, actor, email)


@router.get("/donnees/archives/{bundle_id}")
def bundle(request: Request, session: Reading, actor: CurrentActor, bundle_id: str) -> Response:
    return _bundle(request, session, actor, bundle_id)


@router.post("/donnees/archives/{bundle_id}")
def open_bundle(request: Request, session: Writing, actor: CurrentActor, bundle_id: str, reason: Line = "") -> Response:
    try:
        opened = services.open_bundle(session, actor, bundle_id, reason)
    except Invalid as error:
        return _bundle(request, session, actor, bundle_id, reason, error)
    tables = [(words.table_words(name), rows) for name, rows in opened.tables.items()]
    return show(
        request, "privacy/bundle.html", headers=NO_STORE, bundle=opened.bundle, title=words.ground_words(opened.bundle.ground),
        why=words.ground_why(opened.bundle.ground), reason=reason, error=None, opened=opened, tables=tables,
    )  # fmt: skip


@router.post("/donnees/archives/{bundle_id}/fichiers/{position}")
def open_file(session: Writing, actor: CurrentActor, bundle_id: str, position: int, reason: Line = "") -> Response:
    """A sealed file, for the same reason; this opening is kept too."""
    opened = services.open_bundle(session, actor, bundle_id, reason)
    file = next((each for each in opened.files if each["position"] == position), None)
    if file is None:
        raise NotFound()
    return StreamingResponse(
        _pieces(bundle_id, position),
        media_type="application/octet-stream",
        headers=NO_STORE | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file['name'])}"},
    )


def _pieces(bundle_id: str, position: int) -> Iterator[bytes]:
    with database().reading() as session:
        yield from archive.file_pieces(session, bundle_id, position)


def _archives(request: Request, session: Session, actor: Actor, email: str = "") -> Response:
    found = [
        (
            each.id,
            words.ground_words(each.ground),
            f"{each.subject_id}",
            each.until,
            each.rows,
            each.files,
            each.made_at,
        )
        for each in showing.archives(session, actor, email)
    ]
    return show(
        request,
        "privacy/archives.html",
        headers=NO_STORE,
        bundles=found,
        asked=email,
        looks=showing.looks(session, actor),
    )


def _bundle(
    request: Request, session: Session, actor: Actor, bundle_id: str, reason: str = "", error: Invalid | None = None
) -> Response:
    found = showing.bundle_for(session, actor, bundle_id)
    return show(
        request, "privacy/bundle.html", status=error.status if error else 200, headers=NO_STORE, bundle=found,
        title=words.ground_words(found.ground), why=words.ground_why(found.ground), reason=reason, error=error,
        opened=None, tables=[],
    )  # fmt: skip


def _pdf(said: showing.Shown) -> Response:
    name = f"certificat-effacement-{said.number}.pdf"
    return Response(
        showing.paper(said),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'} | NO_STORE,
    )
