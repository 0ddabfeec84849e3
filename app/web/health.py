"""For those who watch over the service: it lives, it is ready, it counts."""

import hmac
from collections.abc import Callable, Iterable
from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.orm import Session

from app.core import migrations
from app.core.clock import now
from app.core.db import database
from app.core.errors import Forbidden
from app.core.i18n import _
from app.core.settings import settings

_KEPT = timedelta(days=180)

Contacts = Callable[[Session], Iterable[str]]
_contacts: Contacts | None = None


def plug_contacts(contacts: Contacts) -> None:
    """Told once by `wiring`: the e-mail addresses of the organisations."""
    global _contacts
    _contacts = contacts


def _organisations() -> list[str]:
    if _contacts is None:
        return []
    with database().reading() as session:
        return [f"mailto:{address}" for address in _contacts(session) if address.isprintable() and " " not in address]


router = APIRouter(include_in_schema=False)


@router.get("/.well-known/security.txt")
def security_contact() -> Response:
    """Whom to tell of a hole (RFC 9116): what the installer says, or the addresses of the organisations of the house."""
    chosen = settings()
    contacts = [chosen.security_contact] if chosen.security_contact else _organisations()
    if not contacts:
        return Response(status_code=404)
    until = (now() + _KEPT).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    lines = [*(f"Contact: {one}" for one in contacts), f"Expires: {until}", "Preferred-Languages: fr, en"]
    lines.append(f"Canonical: {chosen.base_url.rstrip('/')}/.well-known/security.txt")
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8")


@router.get("/healthz")
async def alive() -> JSONResponse:
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready() -> JSONResponse:
    """The database answers and is migrated."""
    try:
        pending = migrations.pending(database())
    except Exception as error:
        return JSONResponse({"status": "unavailable", "detail": type(error).__name__}, status_code=503)
    if pending:
        return JSONResponse({"status": "not-migrated"}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """Prometheus text, for this machine or for whoever shows the token."""
    token = settings().metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    local = request.client is not None and request.client.host in ("127.0.0.1", "::1", "testclient")
    if not (
        hmac.compare_digest(given.encode(), token.encode())
        if token
        else local and "x-forwarded-for" not in request.headers
    ):
        raise Forbidden(_("Ces mesures sont réservées à la machine qui surveille le service."))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
