"""A form is accepted only from our own pages: each carries a token bound to the browser that was given it."""

import hashlib
import hmac
import secrets

from fastapi import Request, Response

from app.core.errors import Forbidden
from app.core.i18n import N_, _
from app.core.keepings import Where, keeps
from app.core.settings import settings
from app.web import cookies

FIELD = "csrf"
VISITOR_COOKIE = keeps(  # for people who are not signed in: binds the sign-in form to their browser
    Where.COOKIE,
    "bidaide_visite",
    N_("Protège les formulaires avant la connexion : un autre site ne peut pas les envoyer à votre place."),
    until=N_("la fermeture du navigateur"),
)


def token_for(secret: str) -> str:
    """The token of the forms shown to the browser that holds this secret (session or visitor cookie)."""
    return hmac.new(settings().secret_key.encode(), b"csrf:" + secret.encode(), hashlib.sha256).hexdigest()[:40]


def visitor_secret(request: Request) -> str:
    """The visitor's cookie, or a new one that `keep_visitor` will set on the answer."""
    found = cookies.read(request, VISITOR_COOKIE) or getattr(request.state, "visitor", None)
    if not found:
        found = request.state.visitor = secrets.token_urlsafe(24)
    return found


def keep_visitor(request: Request, response: Response) -> None:
    if visitor := getattr(request.state, "visitor", None):
        cookies.give(response, VISITOR_COOKIE, visitor)


async def check(request: Request, session_secret: str | None) -> None:
    """Raise Forbidden for an unsafe request that does not come from one of our forms."""
    refused = Forbidden(
        _(
            "Ce formulaire n'a pas pu être vérifié. Rien n'a été enregistré. Revenez à la page, rechargez-la et envoyez de nouveau."
        )
    )
    if request.headers.get("sec-fetch-site") == "cross-site":
        raise refused
    secret = session_secret or cookies.read(request, VISITOR_COOKIE)
    given = request.headers.get("x-csrf-token")
    if given is None:
        value = (await request.form()).get(FIELD)
        given = value if isinstance(value, str) else ""
    if not secret or not hmac.compare_digest(token_for(secret).encode(), given.encode()):
        raise refused
