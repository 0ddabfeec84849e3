"""The devices where one is signed in, signing out, and the language of the page."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Form, Request, Response

from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import LOCALES, _
from app.core.settings import settings
from app.identity import queries, services
from app.web.csrf import VISITOR_COOKIE
from app.web.doors import DEVICE_COOKIES, SESSION_COOKIES, CurrentActor, MaybeActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("identity")


def _inside(path: str) -> str:
    """A path of ours to go on to; anything else leads to the home page."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else "/accueil"


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


@router.post("/deconnexion")
def sign_out(request: Request, session: Writing, actor: CurrentActor) -> Response:
    services.sign_out(session, actor)
    if actor.shared:
        return leave_nothing(go("/connexion", _("Vous êtes déconnecté. Rien n'est resté sur ce poste.")))
    response = go("/", _("Vous êtes déconnecté. À bientôt."))
    _forget(response, SESSION_COOKIES)
    return response


def leave_nothing(response: Response) -> Response:
    """On a screen of everybody's: no page behind the back button, no draft, no trace of who was there."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"
    _forget(response, (*SESSION_COOKIES, *DEVICE_COOKIES, VISITOR_COOKIE, "langue"))
    return response


def _forget(response: Response, names: Iterable[str]) -> None:
    for name in names:
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")


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
    response.set_cookie("langue", language, max_age=31_536_000, samesite="lax", secure=settings().https, path="/")
    return response
