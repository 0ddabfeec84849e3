"""For those who watch over the service: it lives, it is ready, it counts."""

import hmac

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.core import migrations
from app.core.db import database
from app.core.errors import Forbidden
from app.core.i18n import _
from app.core.settings import settings

router = APIRouter(include_in_schema=False)


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
