"""/audit: what somebody invited from outside sees, and nothing else."""

from typing import Annotated

from fastapi import Form, Request, Response
from fastapi.responses import StreamingResponse

from app.core.clock import today
from app.core.db import database
from app.core.errors import HouseError, Invalid
from app.entry.factors import services as factors
from app.entry.factors.second_pages import second_step
from app.identity import guessing
from app.identity import services as identity
from app.identity.browsers import keep, open_browser
from app.identity.pages import address_of
from app.quality.audit import guests, queries
from app.web.credentials import device_cookie
from app.web.doors import CurrentActor, Reading, afterwards, pages
from app.web.templating import go, show

router = pages("audit_reading")

# A page of the archive runs nothing and asks for nothing; its looks are inside it.
_PAGE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FILE = "sandbox; default-src 'none'"
_TYPES = {
    "html": "text/html; charset=utf-8", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


@router.get("/audit")
def mine(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return show(request, "quality/audit/mine.html", files=queries.open_to(session, actor, today()))


@router.get("/audit/invitation/{token}")
def invitation(request: Request, session: Reading, token: str) -> Response:
    found = guests.invitation(session, token)
    return show(
        request, "quality/audit/invitation.html", token=token, known=found.has_password, account=found.account, error=""
    )


@router.post("/audit/invitation/{token}")
def accept(request: Request, token: str, password: Annotated[str, Form(max_length=1000)] = "") -> Response:
    """Opens its own short transactions, as signing in does: a refused try must be remembered."""
    with database().reading() as session:
        found = guests.invitation(session, token)
        email, audit_file_id, slug = found.account.email, found.access.audit_file_id, guests.slug_of(session, found)
        known, account = found.has_password, found.account
        attempt = identity.attempt_at(session, email, address_of(request), device=device_cookie(request))
    try:
        with database().writing() as session:
            guessing.take(session, attempt)
        with database().writing() as session:
            person = guests.accept(session, token, password)
            guessing.succeeded(session, attempt)
            if factors.held(session, person.id).second:  # as at the front door: a password alone is half the way
                return second_step(request, person.id, f"/audit/{audit_file_id}", False, slug)
            opened = open_browser(session, request, person, slug)
    except identity.WrongCredentials as error:
        with database().writing() as session:
            guessing.failed(session, attempt, taken=True)
        return _again(request, token, known, account, error)
    except HouseError as error:
        return _again(request, token, known, account, error)
    response = go(f"/audit/{audit_file_id}")
    keep(response, opened)
    return response


def _again(request: Request, token: str, known: bool, account: object, error: HouseError) -> Response:
    status = 422 if isinstance(error, Invalid) else error.status
    return show(
        request, "quality/audit/invitation.html", status=status, token=token, known=known, account=account, error=error.detail,
    )  # fmt: skip


@router.get("/audit/{audit_file_id}")
def read(request: Request, session: Reading, actor: CurrentActor, audit_file_id: str) -> Response:
    made = guests.file_to_read(session, actor, audit_file_id)
    access = queries.access_to(session, actor, audit_file_id, today())
    return show(
        request, "quality/audit/read.html", made=made, until=access.until if access else made.kept_until,
        people=guests.folders(session, actor, made), place=queries.place(session, made.organisation_id),
    )  # fmt: skip


@router.get("/audit/{audit_file_id}/contenu/{path:path}")
def page(request: Request, session: Reading, actor: CurrentActor, audit_file_id: str, path: str) -> Response:
    """A page or a document of the archive, as it is there. The look is noted once it was given."""
    found, note = guests.open_page(session, actor, audit_file_id, path)
    afterwards(request, note)
    kind = _TYPES.get(path.rpartition(".")[2], "application/octet-stream")
    shown = kind.startswith(("text/html", "text/plain"))
    name = path.rpartition("/")[2]
    return StreamingResponse(
        found.pieces,
        media_type=kind,
        headers={
            "Content-Length": str(found.size),
            "Content-Disposition": f'{"inline" if shown else "attachment"}; filename="{name}"',
            "Content-Security-Policy": _PAGE if kind.startswith("text/html") else _FILE,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
