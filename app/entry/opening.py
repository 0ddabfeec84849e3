"""Opening a sign-in in a browser: the last step of every way in."""

from datetime import timedelta

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.core.settings import settings
from app.identity import services
from app.identity.models import Account
from app.web.doors import SESSION_COOKIES
from app.web.templating import go

HOME = "/accueil"
SHARED_LIFETIME = timedelta(minutes=30)
BROWSER = services.BROWSER_LIFETIME


def inside(path: str) -> str:
    """A path of ours to go on to; anything else leads to the home page."""
    safe = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if safe else HOME


def enter(
    session: Session,
    request: Request,
    account_id: str,
    suite: str = HOME,
    toast: str = "",
    *,
    way: str = "password",
    shared: bool = False,
    helped_by: str | None = None,
    organisation: str = "",
) -> Response:
    """Who they are is proved: open their sign-in in this browser, and lead them to where they were going."""
    account = session.get_one(Account, account_id)
    _sign_in, secret = services.open_sign_in(
        session, account, request.headers.get("user-agent", ""), organisation, SHARED_LIFETIME if shared else BROWSER
    )
    response = go(inside(suite), toast)
    keep(response, secret, shared=shared)
    return response


def keep(response: Response, secret: str, *, shared: bool = False) -> None:
    """In the browser; on a shared machine, only until it is closed."""
    name = SESSION_COOKIES[0] if settings().https else SESSION_COOKIES[1]
    response.set_cookie(
        name, secret, max_age=None if shared else int(services.BROWSER_LIFETIME.total_seconds()),
        httponly=True, samesite="lax", secure=settings().https, path="/",
    )  # fmt: skip
