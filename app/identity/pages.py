"""Signing in with a browser, and the devices where one is signed in."""

from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.db import database
from app.core.errors import HouseError
from app.core.i18n import LOCALES, N_, _
from app.core.keepings import Where, keeps
from app.core.settings import settings
from app.identity import queries, services
from app.identity.models import Account
from app.web.doors import SESSION_COOKIES, CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("identity")

LANGUAGE_COOKIE = keeps(Where.COOKIE, "langue", N_("Retient la langue que vous avez choisie."), until=N_("un an"))


def _inside(path: str) -> str:
    """A path of ours to go on to; anything else leads to the home page."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else "/accueil"


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


@router.get("/connexion")
def sign_in_form(request: Request, session: Reading, actor: MaybeActor, suite: str = "/accueil") -> Response:
    if actor:
        return go(_inside(suite))
    return show(request, "identity/sign_in.html", suite=_inside(suite), email="", error="")


@router.post("/connexion")
def sign_in(
    request: Request,
    visitor: MaybeActor,
    email: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    suite: Annotated[str, Form(max_length=2000)] = "/accueil",
) -> Response:
    """Opens its own short transactions: a refused try must be remembered although nothing else is."""
    address = address_of(request)
    try:
        with database().reading() as session:
            services.refuse_guessing(session, email, address)
            account_id = services.check_password(session, email, password).id
    except services.WrongCredentials as error:
        with database().writing() as session:
            services.note_failure(session, email, address)
        return show(
            request,
            "identity/sign_in.html",
            status=401,
            suite=_inside(suite),
            email=email,
            error=error.detail,
        )
    except HouseError as error:
        headers = {"Retry-After": str(getattr(error, "retry_after", 60))}
        return show(
            request, "identity/sign_in.html", status=error.status, headers=headers, suite=_inside(suite), email=email, error=error.detail
        )  # fmt: skip
    with database().writing() as session:
        secret = _open(session, account_id, request)
    response = go(_inside(suite))
    name = SESSION_COOKIES[0] if settings().https else SESSION_COOKIES[1]
    response.set_cookie(
        name, secret, max_age=int(services.BROWSER_LIFETIME.total_seconds()),
        httponly=True, samesite="lax", secure=settings().https, path="/",
    )  # fmt: skip
    return response


def _open(session: Session, account_id: str, request: Request) -> str:
    account = session.get_one(Account, account_id)
    _sign_in, secret = services.open_sign_in(session, account, request.headers.get("user-agent", ""))
    return secret


@router.post("/deconnexion")
def sign_out(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.sign_out(session, actor)
    response = go("/", _("Vous êtes déconnecté. À bientôt."))
    for name in SESSION_COOKIES:
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return response


@router.get("/compte")
def devices(request: Request, session: Reading, actor: CurrentActor) -> Response:
    rows = queries.sign_ins_of(session, actor.account_id, now())
    return show(request, "identity/devices.html", sign_ins=rows)


@router.post("/compte/connexions/{sign_in_id}/fin")
def end_sign_in(request: Request, session: Writing, actor: CurrentActor, sign_in_id: str) -> Response:
    services.revoke(session, actor, sign_in_id)
    if sign_in_id == actor.session_id:
        return go("/connexion", _("Vous êtes déconnecté. À bientôt."))
    return go("/compte", _("Cet appareil est déconnecté."))


@router.post("/langue")
def choose_language(
    request: Request,
    session: Writing,
    actor: MaybeActor,
    langue: Annotated[str, Form()] = "fr",
    suite: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    language = langue if langue in LOCALES else "fr"
    if isinstance(actor, Actor):
        services.speak(session, actor, language)
    response = go(_inside(suite))
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="lax", secure=settings().https, path="/"
    )
    return response
