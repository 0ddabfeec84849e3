"""One meaning, two faces: errors become a problem document under /api and a page elsewhere."""

from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from structlog import get_logger

from app.core import db
from app.core.errors import (
    Conflict,
    FieldError,
    FreshNeeded,
    HouseError,
    Invalid,
    NotFound,
    SecondFactorNeeded,
    SignInNeeded,
    TakenElsewhere,
    TooLarge,
    TooMany,
)
from app.core.i18n import _
from app.web import cookies
from app.web.credentials import session_cookie
from app.web.templating import TOAST_COOKIE, show

log = get_logger()


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/") or speaks_tus(request)


def speaks_tus(request: Request) -> bool:
    """A script that sends a file in pieces reads a problem document, not a page."""
    return "tus-resumable" in request.headers


def problem(error: HouseError) -> JSONResponse:
    """RFC 9457. `type` is a stable address inside the house; `detail` is a sentence for a person."""
    body: dict[str, Any] = {
        "type": f"/aide/erreurs#{error.code}",
        "title": _title(error),
        "status": error.status,
        "detail": error.detail or _title(error),
        **error.extra,
    }
    if isinstance(error, Invalid) and error.fields:
        body["errors"] = [{"field": f.field, "message": f.message} for f in error.fields]
    headers = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, SignInNeeded):
        headers["WWW-Authenticate"] = "Bearer"
    if error.status == 503:
        headers["Retry-After"] = "30"
    return JSONResponse(body, status_code=error.status, headers=headers, media_type="application/problem+json")


def _title(error: HouseError) -> str:
    return {
        400: _("Cette demande n'a pas pu être comprise"),
        401: _("Il faut se connecter"),
        403: _("Cette page ne vous est pas ouverte"),
        404: _("Cette page n'existe pas"),
        405: _("Cette action n'existe pas ici"),
        409: _("Quelque chose a changé entre-temps"),
        410: _("Ce n'est plus là"),
        412: _("Cette version n'est pas comprise"),
        413: _("C'est trop lourd"),
        415: _("Ce format n'est pas accepté"),
        422: _("Il manque quelque chose"),
        429: _("Trop d'essais"),
        503: _("Le service est momentanément indisponible"),
    }.get(error.status, _("Quelque chose n'a pas marché"))


def answer(request: Request, error: HouseError) -> Response:
    if is_api(request):
        refusal = problem(error)
        if speaks_tus(request):
            refusal.headers["Tus-Resumable"] = "1.0.0"
        return refusal
    if isinstance(error, SignInNeeded):
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        target = "/connexion" if request.method != "GET" or path == "/" else f"/connexion?suite={quote(path)}"
        response = RedirectResponse(target, status_code=302)
        if session_cookie(request):  # they were in a moment ago: not to be left wondering
            said = (
                error.detail if isinstance(error, TakenElsewhere) else _("Votre session est fermée. Entrez de nouveau.")
            )
            cookies.give(response, TOAST_COOKIE, said.encode().hex(), 60)
        return response
    if isinstance(error, SecondFactorNeeded):
        return RedirectResponse("/compte/deuxieme-preuve", status_code=302)
    if isinstance(error, FreshNeeded):
        return RedirectResponse(f"/compte/confirmer?suite={quote(_where_they_were(request))}", status_code=303)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    fields = error.fields if isinstance(error, Invalid) else []
    return show(
        request, "errors/error.html", status=error.status, headers=headers,
        title=_title(error), detail=error.detail, fields=fields,
    )  # fmt: skip


def _where_they_were(request: Request) -> str:
    """The page to come back to: the one asked for, or the one whose button or file was pressed."""
    before = urlsplit(request.headers.get("referer", ""))
    ours = before.netloc == request.url.netloc and before.path.startswith("/") and not before.path.startswith("//")
    asked = request.url.path
    is_file = "." in asked.rpartition("/")[2] or asked.endswith("/fichier")  # the browser would stay where it is
    if request.method == "GET" and not (is_file and ours and before.path != "/compte/confirmer"):
        return asked + (f"?{request.url.query}" if request.url.query else "")
    return before.path + (f"?{before.query}" if before.query else "") if ours else "/accueil"


def house_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HouseError)
    return answer(request, error)


def database_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    log.error("database", path=request.url.path, error=str(error.orig).partition("\n")[0])  # what follows holds values
    return answer(request, db.explain(error))


def unwritable(request: Request, error: Exception) -> Response:
    """Half of a character (a lone surrogate) can come in JSON; no database and no page can hold it."""
    return answer(
        request,
        Invalid(_("Un texte contient un caractère qui ne peut pas être gardé. Rien n'a été enregistré. Corrigez-le.")),
    )


def stale(request: Request, error: Exception) -> Response:
    return answer(
        request,
        Conflict(
            _("Quelqu'un a modifié cette fiche pendant que vous la regardiez. Rien n'a été écrasé. Rechargez la page.")
        ),
    )


def http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return answer(request, NotFound())
    if error.status_code == 413:
        return answer(
            request,
            TooLarge(_("L'envoi est trop lourd. Rien n'a été enregistré. Envoyez un fichier plus petit.")),
        )
    if error.status_code == 400 and str(error.detail).startswith("Part exceeded"):  # a field of a form with files
        return answer(
            request,
            TooLarge(_("Un texte est trop long. Rien n'a été enregistré. Raccourcissez-le, ou joignez un fichier.")),
        )
    known = HouseError("")
    known.status = error.status_code
    response = answer(request, known)
    for name, value in (error.headers or {}).items():
        response.headers[name] = value
    return response


def bad_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    fields = [
        FieldError(".".join(str(part) for part in e["loc"][1:]) or str(e["loc"][0]), _sentence(e))
        for e in error.errors()
    ]
    return answer(
        request,
        Invalid(
            _("Une information n'est pas bonne. Rien n'a été enregistré. Corrigez-la et envoyez de nouveau."),
            fields,
        ),
    )


def _sentence(error: dict[str, Any]) -> str:
    kind = str(error["type"])
    context = error.get("ctx") or {}
    if kind == "missing":
        return _("Cette information est nécessaire.")
    if kind.startswith(("date", "datetime", "timezone")):
        return _("Cette date n'existe pas ou n'est pas écrite comme 2026-12-03.")
    if kind in ("string_too_short", "too_short"):
        return _("Ce texte est trop court.")
    if kind in ("string_too_long", "too_long"):
        return _("Ce texte est trop long : %(max)s caractères au plus.") % {"max": context.get("max_length", "")}
    if kind.startswith(("int", "float")):
        return _("Un nombre est attendu.")
    if kind in ("enum", "literal_error"):
        return _("Les valeurs possibles sont : %(values)s.") % {"values": context.get("expected", "")}
    if kind == "value_error" and "error" in context:
        return str(context["error"])
    if kind in ("less_than_equal", "greater_than_equal", "less_than", "greater_than"):
        return _("Ce nombre est hors des limites.")
    if kind.startswith("json"):
        return _("Le corps de la demande n'est pas du JSON.")
    return _("Cette information n'a pas la bonne forme.")


def unexpected(request: Request, error: Exception) -> Response:
    log.exception("unexpected", path=request.url.path, exc_info=error)
    known = HouseError(
        _("Une erreur inattendue est arrivée. L'équipe technique en est informée. Rien n'a été enregistré à moitié.")
    )
    known.status, known.code = 500, "unexpected"
    return answer(request, known)


def install(app: FastAPI) -> None:
    app.add_exception_handler(HouseError, house_error)
    app.add_exception_handler(DBAPIError, database_error)
    app.add_exception_handler(StaleDataError, stale)
    app.add_exception_handler(UnicodeEncodeError, unwritable)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, bad_request)
    app.add_exception_handler(Exception, unexpected)
