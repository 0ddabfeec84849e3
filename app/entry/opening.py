"""Opening a sign-in in a browser: the last step of every way in."""

from typing import Any

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.entry.shared.kiosks import is_kiosk
from app.identity.browsers import keep, open_browser
from app.identity.models import Account
from app.web.templating import go

HOME = "/accueil"


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
    organisation: str = "",
    **how: Any,
) -> Response:
    """Who they are is proved: open their sign-in in this browser, and lead them to where they were going.

    `how`: what `open_browser` takes (way, factors, shared, helped_by, lifetime, idle). On a machine declared as everybody's
    the session is a shared one, whatever the way in.
    """
    how["shared"] = bool(how.get("shared")) or is_kiosk(request)
    opened = open_browser(session, request, session.get_one(Account, account_id), organisation, **how)
    response = go(inside(suite), toast)
    keep(response, opened)
    return response
