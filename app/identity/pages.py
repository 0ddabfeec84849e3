"""Signing out, and the language of the page."""

from typing import Annotated

from fastapi import Form, Request, Response

from app.core.access import Actor
from app.core.i18n import LOCALES, _
from app.core.settings import settings
from app.identity import services
from app.web.doors import SESSION_COOKIES, CurrentActor, MaybeActor, Writing, pages
from app.web.templating import go

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
    response = go("/", _("Vous êtes déconnecté. À bientôt."))
    for name in SESSION_COOKIES:
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return response


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
