"""Signing out, and the language of the page."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Form, Request, Response

from app.core.access import Actor
from app.core.i18n import LOCALES, N_, _
from app.core.keepings import Where, keeps
from app.identity import services
from app.web import cookies
from app.web.credentials import DEVICE_COOKIES, SESSION_COOKIES
from app.web.csrf import VISITOR_COOKIE
from app.web.doors import CurrentActor, MaybeActor, Writing, pages
from app.web.templating import go

router = pages("identity")

LANGUAGE_COOKIE = keeps(Where.COOKIE, "langue", N_("Retient la langue que vous avez choisie."), until=N_("un an"))


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
    response.headers["Clear-Site-Data"] = (
        '"cache"'  # the pages that were read; words kept for later stay their writer's
    )
    return response


def leave_nothing(response: Response) -> Response:
    """On a screen of everybody's: no page behind the back button, no draft, no trace of who was there."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.headers["Cache-Control"] = "no-store"
    _forget(response, (*SESSION_COOKIES, *DEVICE_COOKIES, cookies.named(VISITOR_COOKIE), cookies.named("langue")))
    return response


def _forget(response: Response, names: Iterable[str]) -> None:
    for name in names:
        response.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")


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
    cookies.give(response, LANGUAGE_COOKIE, language, 31_536_000)
    return response
